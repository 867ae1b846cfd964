# Puts known bugs into a copy of this repository, and takes them out again. A bug is a sed script with a head: see
# fuzz/planted-bugs and tests/lessons. Source this file from the root of the repository.

# Copies the committed files and the new ones that git does not ignore. Each copy is dated now, so cargo compiles it.
copy_to() {
    rm -rf "$1"
    mkdir -p "$1"
    git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -cf - -T - | tar -xmf - -C "$1"
}

# A field of a bug's head: `said BUG Files`.
said() { sed -n "s/^# $2: //p" "$1"; }

# Puts a bug in. Ends with 0 if a file changed.
plant() {
    local file planted=1
    for file in $(said "$1" Files); do
        [ -e "$file" ] || continue
        cp "$file" "$file.sound"
        sed -i -f "$1" "$file"
        cmp -s "$file" "$file.sound" || planted=0
    done
    return $planted
}

# Takes it out again. The file is dated now, so cargo compiles it.
weed() {
    local file
    for file in $(said "$1" Files); do
        [ ! -e "$file.sound" ] || { mv "$file.sound" "$file" && touch "$file"; }
    done
}
