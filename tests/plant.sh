# Puts known bugs in, in a copy of this repository, and takes them out again. A bug is a sed script with a head: see
# fuzz/planted-bugs and tests/lessons. To be sourced from the root of the repository.

# Copies what is committed here, and what is about to be. Each file is new, so that no build takes another's for it.
copy_to() {
    rm -rf "$1"
    mkdir -p "$1"
    git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -cf - -T - | tar -xmf - -C "$1"
}

# What the head of a bug says of, say, its files.
said() { sed -n "s/^# $2: //p" "$1"; }

# Puts a bug in; ends with 0 if that changed something.
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

# Takes it out again. The file is new, so that it is compiled.
weed() {
    local file
    for file in $(said "$1" Files); do
        [ ! -e "$file.sound" ] || { mv "$file.sound" "$file" && touch "$file"; }
    done
}
