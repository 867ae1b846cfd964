//! What a crate's files say of one another: its modules, its `use`s, and the paths in its code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::tokens::{Token, tokens_of};

/// A crate, read from its root file.
pub(crate) struct Crate {
    modules: Vec<Module>,
    mentions: Vec<Mention>,
}

/// A module: a file, or a part of one.
struct Module {
    file: Rc<Path>,
    parent: usize,
    children: BTreeMap<String, usize>,
    /// What its `use`s bring, and from where.
    imports: BTreeMap<String, Vec<String>>,
    /// Names that its code says by themselves, or at the head of a path.
    said: BTreeSet<String>,
}

/// Something of another module is named.
struct Mention {
    module: usize,
    path: Vec<String>,
    /// It is passed on under this name. That alone is no dependency.
    passed_on_as: Option<String>,
}

impl Crate {
    pub(crate) fn read(root: &Path) -> Self {
        let mut read = Self { modules: Vec::new(), mentions: Vec::new() };
        read.file(root, root.parent().unwrap().to_owned(), 0);
        read
    }

    /// From each file to the files that it depends on, with a path that says so.
    pub(crate) fn edges(&self) -> BTreeMap<Rc<Path>, BTreeMap<Rc<Path>, String>> {
        let mut edges = BTreeMap::<_, BTreeMap<_, _>>::new();
        for Mention { module, path, passed_on_as } in &self.mentions {
            let Module { file, said, .. } = &self.modules[*module];
            let from = edges.entry(Rc::clone(file)).or_default();
            if passed_on_as.as_ref().is_some_and(|name| !said.contains(name)) {
                continue;
            }
            if let Some(to) = self.file_of(*module, path, 0).filter(|to| to != file) {
                from.entry(to).or_insert_with(|| path.join("::"));
            }
        }
        edges
    }

    /// The file that a path leads to, through every module that passes the name on. `None` if it leads to another crate, or
    /// to nothing but the module itself.
    fn file_of(&self, from: usize, path: &[String], turns: usize) -> Option<Rc<Path>> {
        let (mut at, mut path) = match path {
            [first, rest @ ..] if first == "crate" => (0, rest),
            [first, rest @ ..] if first == "self" => (from, rest),
            [first, ..] if first == "super" => (from, path),
            [first, ..] if self.modules[from].children.contains_key(first) => (from, path),
            [first, ..] if self.modules[from].imports.contains_key(first) => (from, path),
            _ => return None,
        };
        while let [name, rest @ ..] = path {
            let module = &self.modules[at];
            if name == "super" {
                at = module.parent;
            } else if let Some(child) = module.children.get(name) {
                at = *child;
            } else if let Some(import) = module.imports.get(name).filter(|import| ![name.as_str()].eq(&import[..])) {
                assert!(turns < 20, "{name} goes round in {}", module.file.display());
                return self.file_of(at, &[import, rest].concat(), turns + 1);
            } else {
                break;
            }
            path = rest;
        }
        Some(Rc::clone(&self.modules[at].file))
    }

    fn module(&mut self, file: Rc<Path>, parent: usize) -> usize {
        let (children, imports, said) = Default::default();
        self.modules.push(Module { file, parent, children, imports, said });
        self.modules.len() - 1
    }

    /// Reads a file, and those of its children, which are in `folder`.
    fn file(&mut self, file: &Path, folder: PathBuf, parent: usize) -> usize {
        let text = fs::read_to_string(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        let module = self.module(file.into(), parent);
        let mut tokens = &tokens_of(&text)[..];
        self.body(&mut tokens, module, &folder);
        assert!(tokens.is_empty(), "{} ends before its end", file.display());
        module
    }

    /// Reads a module up to the brace that closes it.
    fn body(&mut self, tokens: &mut &[Token], module: usize, folder: &Path) {
        let (mut depth, mut is_public, mut before) = (0_usize, false, Token::Other);
        while let [token, rest @ ..] = *tokens {
            *tokens = rest;
            match (token.text(), rest) {
                ("#", _) if skip_attribute(tokens) => {
                    skip_item(tokens);
                    continue;
                }
                ("{", _) => depth += 1,
                ("}", _) if depth == 0 => return,
                ("}", _) => depth -= 1,
                ("pub", [open, ..]) => {
                    is_public = true;
                    if open.text() == "(" {
                        skip_group(tokens);
                    }
                    continue;
                }
                ("mod", [name, end, rest @ ..]) if matches!(end.text(), ";" | "{") => {
                    *tokens = rest;
                    let (name, parent) = (name.text().to_owned(), module);
                    let inner = folder.join(&name);
                    let child = if end.text() == ";" {
                        self.file(&inner.with_extension("rs"), inner, parent)
                    } else {
                        let child = self.module(Rc::clone(&self.modules[parent].file), parent);
                        self.body(tokens, child, &inner);
                        child
                    };
                    self.modules[parent].children.insert(name, child);
                }
                ("use", [next, ..]) if next.text() != "<" => self.import(tokens, module, &[], is_public),
                (name, [Token::Turn, ..]) if token.is_name() && !matches!(before, Token::Turn) => {
                    let mut path = vec![name.to_owned()];
                    while let [Token::Turn, name @ Token::Name(_), rest @ ..] = *tokens {
                        path.push(name.text().to_owned());
                        *tokens = rest;
                    }
                    self.modules[module].said.insert(name.to_owned());
                    self.mentions.push(Mention { module, path, passed_on_as: None });
                }
                (name, _) if token.is_name() && before.text() != "." => {
                    self.modules[module].said.insert(name.to_owned());
                }
                _ => {}
            }
            (is_public, before) = (false, token.clone());
        }
    }

    /// Reads a `use`, or a part of one, up to what ends it: `;`, `,` or `}`.
    fn import(&mut self, tokens: &mut &[Token], module: usize, before: &[String], is_public: bool) {
        let mut path = before.to_vec();
        let mut name = None;
        while let [token, rest @ ..] = *tokens {
            match token.text() {
                ";" | "," | "}" => break,
                "as" => {
                    name = rest.first().map(|name| name.text().to_owned());
                    *tokens = &rest[1..];
                    continue;
                }
                "{" => {
                    *tokens = rest;
                    while tokens.first().is_some_and(|token| token.text() != "}") {
                        self.import(tokens, module, &path, is_public);
                        if tokens.first().is_some_and(|token| token.text() == ",") {
                            *tokens = &tokens[1..];
                        }
                    }
                    *tokens = &tokens[1..];
                    return;
                }
                "self" if !path.is_empty() => {}
                text if token.is_name() => path.push(text.to_owned()),
                "*" => name = Some("_".to_owned()),
                _ => {}
            }
            *tokens = rest;
        }
        let Some(name) = name.or_else(|| path.last().cloned()) else { return };
        let passed_on_as = is_public.then(|| name.clone());
        self.mentions.push(Mention { module, path: path.clone(), passed_on_as });
        if name != "_" {
            self.modules[module].imports.insert(name, path);
        }
    }
}

/// Skips what follows `#`, and says whether it is `[cfg(test)]`.
fn skip_attribute(tokens: &mut &[Token]) -> bool {
    if tokens.first().is_some_and(|token| token.text() == "!") {
        *tokens = &tokens[1..];
    }
    let words: Vec<&str> = tokens.iter().take(6).map(Token::text).collect();
    let is_of_tests = words == ["[", "cfg", "(", "test", ")", "]"];
    if words.first() == Some(&"[") {
        skip_group(tokens);
    }
    is_of_tests
}

/// Skips an item, up to its semicolon or the end of its braces.
fn skip_item(tokens: &mut &[Token]) {
    while let [token, rest @ ..] = *tokens {
        match token.text() {
            "{" | "(" | "[" => skip_group(tokens),
            _ => *tokens = rest,
        }
        if matches!(token.text(), ";" | "{") {
            return;
        }
    }
}

/// Skips a group of any kind, whose opening is next.
fn skip_group(tokens: &mut &[Token]) {
    let mut depth = 0_usize;
    while let [token, rest @ ..] = *tokens {
        *tokens = rest;
        match token.text() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}
