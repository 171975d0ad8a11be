//! One text more in a list of a knowledge file, as a maintainer would have typed it: all else stays as it was.

use std::fmt;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, TomlError, Value};

/// A text to be added to a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Relative to the knowledge folder.
    pub path: String,
    pub list: List,
    pub text: String,
}

/// Which list of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// `phrasings` or `examples` of the answer of this id.
    Answer { id: String, key: &'static str },
    /// A list of a safety rule, such as `unlike`.
    Rule { key: &'static str },
    /// The negatives of a group, which is begun where there is none.
    Negatives { group: String },
    /// What is read as a word: a row of a table of the lexicon, which is begun where there is none.
    Variants { table: &'static str, word: String },
}

/// Why a file cannot take an edit.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("{0}")]
    Syntax(#[from] TomlError),
    #[error("there is no list to put it into")]
    NoList,
}

impl Edit {
    /// The file's text with the edit made.
    ///
    /// # Errors
    /// When the text is not TOML, or has no such answer.
    pub fn apply(&self, text: &str) -> Result<String, Refused> {
        let mut document: DocumentMut = text.parse()?;
        let root = document.as_table_mut();
        match &self.list {
            List::Answer { id, key } => {
                let answers = tables(root, "answer")?;
                let answer = with_id(answers, id).ok_or(Refused::NoList)?;
                push_line(list(answer, key)?, &self.text);
            }
            List::Rule { key } => push_line(list(root, key)?, &self.text),
            List::Negatives { group } => {
                let groups = tables(root, "group")?;
                if with_id(groups, group).is_none() {
                    groups.push(new_group(group));
                }
                let group = with_id(groups, group).ok_or(Refused::NoList)?;
                push_line(list(group, "negatives")?, &self.text);
            }
            List::Variants { table, word } => {
                let table = root.entry(table).or_insert_with(toml_edit::table);
                let table = table.as_table_like_mut().ok_or(Refused::NoList)?;
                push(list(table, word)?, &self.text);
            }
        }
        let edited = document.to_string();
        // The library reads line breaks of Windows and writes the others, but for those inside texts.
        let windows = text.contains("\r\n") && !text.replace("\r\n", "").contains('\n');
        let plain = || edited.replace("\r\n", "\n");
        Ok(if windows { plain().replace('\n', "\r\n") } else { edited })
    }
}

/// As one line of a report: where it goes, and what.
impl fmt::Display for Edit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, list, text } = self;
        match list {
            List::Answer { id, key } => write!(formatter, "{path}: {key} of {id}: \"{text}\""),
            List::Rule { key } => write!(formatter, "{path}: {key}: \"{text}\""),
            List::Negatives { group } => write!(formatter, "{path}: {group}: \"{text}\""),
            List::Variants { table, word } => {
                write!(formatter, "{path}: {table}: \"{text}\" is read as \"{word}\"")
            }
        }
    }
}

fn tables<'t>(root: &'t mut Table, key: &str) -> Result<&'t mut ArrayOfTables, Refused> {
    let none = || Item::ArrayOfTables(ArrayOfTables::new());
    root.entry(key).or_insert_with(none).as_array_of_tables_mut().ok_or(Refused::NoList)
}

fn with_id<'t>(tables: &'t mut ArrayOfTables, id: &str) -> Option<&'t mut Table> {
    tables.iter_mut().find(|table| table.get("id").and_then(Item::as_str) == Some(id))
}

fn list<'t>(table: &'t mut dyn TableLike, key: &str) -> Result<&'t mut Array, Refused> {
    let none = || toml_edit::value(Array::new());
    table.entry(key).or_insert_with(none).as_array_mut().ok_or(Refused::NoList)
}

fn new_group(id: &str) -> Table {
    let mut group = Table::new();
    group.insert("id", toml_edit::value(id));
    group.decor_mut().set_prefix("\n");
    group
}

/// Adds a text on a line of its own where the list has none yet; else as the others stand.
fn push_line(array: &mut Array, text: &str) {
    if array.is_empty() {
        let mut value = Value::from(text);
        value.decor_mut().set_prefix("\n  ");
        array.push_formatted(value);
        array.set_trailing_comma(true);
        array.set_trailing("\n");
    } else {
        push(array, text);
    }
}

/// Adds a text the way the others stand: on a line of its own, or behind the last.
fn push(array: &mut Array, text: &str) {
    let mut value = Value::from(text);
    let Some(start) = line_start(array) else {
        if !array.is_empty() {
            value.decor_mut().set_prefix(" ");
        }
        array.push_formatted(value);
        return;
    };
    // What stands behind the last text, such as a comment, stays behind it.
    let behind = if array.trailing_comma() {
        let behind = array.trailing().as_str().unwrap_or_default().to_owned();
        array.set_trailing(last_line(&behind));
        behind
    } else {
        let last = array.len().checked_sub(1).and_then(|last| array.get_mut(last));
        let decor = last.map(Value::decor_mut);
        let behind = decor.as_ref().and_then(|decor| decor.suffix()?.as_str());
        let behind = behind.unwrap_or_default().to_owned();
        decor.into_iter().for_each(|decor| decor.set_suffix(""));
        value.decor_mut().set_suffix(last_line(&behind));
        behind
    };
    value.decor_mut().set_prefix(format!("{}{start}", behind.trim_end()));
    array.push_formatted(value);
}

/// The line break and the indentation that the texts of a list begin with; none in a list on one line.
fn line_start(array: &Array) -> Option<String> {
    let prefixes = array.iter().filter_map(|value| value.decor().prefix()?.as_str());
    prefixes
        .filter(|prefix| prefix.contains('\n'))
        .last()
        .map(|prefix| last_line(prefix).to_owned())
}

/// From the last line break on.
fn last_line(text: &str) -> &str {
    text.rfind('\n').map_or("", |at| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::{Edit, List};

    fn applied(list: List, text: &str, file: &str) -> String {
        let edit = Edit { path: "f.toml".to_owned(), list, text: text.to_owned() };
        edit.apply(file).unwrap()
    }

    #[test]
    fn a_text_joins_a_list_the_way_the_others_stand() {
        for (before, after) in [
            ("k = [\n  \"a\",\n]\n", "k = [\n  \"a\",\n  \"new\",\n]\n"),
            (
                "k = [\n    \"a\", \"b\",\n    \"c\"\n  ]\n",
                "k = [\n    \"a\", \"b\",\n    \"c\",\n    \"new\"\n  ]\n",
            ),
            (
                "k = [ # one\n  \"a\", # two\n  # three\n]\n",
                "k = [ # one\n  \"a\", # two\n  # three\n  \"new\",\n]\n",
            ),
            ("k = [\n  \"a\" # two\n] # four\n", "k = [\n  \"a\", # two\n  \"new\"\n] # four\n"),
            ("k = [\"a\"]  # one\n", "k = [\"a\", \"new\"]  # one\n"),
            ("k = []\n", "k = [\n  \"new\",\n]\n"),
            ("a = 1 # one\n\n# end\n", "a = 1 # one\nk = [\n  \"new\",\n]\n\n# end\n"),
            ("k = [\r\n  'a',\r\n]\r\n", "k = [\r\n  'a',\r\n  \"new\",\r\n]\r\n"),
        ] {
            assert_eq!(applied(List::Rule { key: "k" }, "new", before), after);
        }
    }

    #[test]
    fn an_edit_finds_its_table() {
        let topic = "title = \"T\" # kept\n\n[[answer]]\nid = \"a\"\nsummary = '''\nx [s#1].\n'''\n\n# second\n[[answer]]\nid = \"b\"\nphrasings = [\"p\"]\n";
        let list = |id: &str, key| List::Answer { id: id.to_owned(), key };
        assert_eq!(
            applied(list("b", "phrasings"), "is \"it\"", topic),
            topic.replace("[\"p\"]", "[\"p\", 'is \"it\"']")
        );
        assert_eq!(
            applied(list("a", "examples"), "e", topic),
            topic.replace("'''\n\n#", "'''\nexamples = [\n  \"e\",\n]\n\n#")
        );
        let edit = Edit { path: "t".to_owned(), list: list("c", "examples"), text: "e".to_owned() };
        assert!(edit.apply(topic).is_err());
    }

    #[test]
    fn a_group_and_a_word_are_begun_where_there_is_none() {
        let negatives = |group: &str| List::Negatives { group: group.to_owned() };
        let silence = "# top\n[[group]]\nid = \"games\"\nnegatives = [\n  \"a\",\n]\n";
        assert_eq!(
            applied(negatives("games"), "b", silence),
            silence.replace("\"a\",\n", "\"a\",\n  \"b\",\n")
        );
        assert_eq!(
            applied(negatives("corrected"), "b", silence),
            format!("{silence}\n[[group]]\nid = \"corrected\"\nnegatives = [\n  \"b\",\n]\n")
        );
        let variants = |word: &str| List::Variants { table: "slang", word: word.to_owned() };
        let lexicon = "[slang]\nacne = [\"zits\"]\n\n# more\n[classes]\nbody = [\"gut\"]\n";
        assert_eq!(
            applied(variants("acne"), "zibbits", lexicon),
            lexicon.replace("\"zits\"", "\"zits\", \"zibbits\"")
        );
        assert_eq!(
            applied(variants("back acne"), "zob", lexicon),
            lexicon.replace("\"zits\"]\n", "\"zits\"]\n\"back acne\" = [\"zob\"]\n")
        );
        assert!(
            applied(variants("acne"), "z", "stop_words = [\"a\"]\n")
                .ends_with("[slang]\nacne = [\"z\"]\n")
        );
    }
}
