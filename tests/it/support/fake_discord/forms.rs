//! Bodies with files: `multipart/form-data` as clients send it, and what Discord makes of it.

use serde_json::{Value, json};

/// Discord's limit for all files of a message where nobody pays for more.
const MOST_BYTES: usize = 10 * 1024 * 1024;
const MOST_FILES: usize = 10;

/// A file that came with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub content: Vec<u8>,
}

/// The JSON of a form with its files described in `attachments`, and the files.
pub(super) fn read(boundary: &str, body: &[u8]) -> Result<(Value, Vec<File>), String> {
    let (mut json, mut files) = (json!({}), Vec::new());
    for part in parts(boundary, body) {
        let (head, content) = split(part, b"\r\n\r\n").ok_or("a part without an empty line")?;
        let head = String::from_utf8_lossy(head).into_owned();
        let name = quoted(&head, "name=").ok_or("a part without a name")?;
        if name == "payload_json" {
            json = serde_json::from_slice(content).map_err(|error| error.to_string())?;
        } else if name == format!("files[{}]", files.len()) {
            let name = quoted(&head, "filename=").filter(|name| !name.is_empty());
            let name = name.ok_or("a file without a name")?;
            files.push(File { name, content: content.to_vec() });
        } else {
            return Err(format!("a part called {name:?}"));
        }
    }
    let bytes: usize = files.iter().map(|file| file.content.len()).sum();
    if bytes > MOST_BYTES || files.len() > MOST_FILES {
        return Err(format!("{} files of {bytes} bytes", files.len()));
    }
    if !files.is_empty() {
        let described = files.iter().enumerate().map(|(number, file)| {
            json!({
                "id": number.to_string(), "filename": file.name, "size": file.content.len(),
                "url": format!("https://cdn.invalid/{}", file.name),
            })
        });
        // What a body says of its message lies beside the message in the answer to an interaction.
        let message = if json["data"].is_object() { &mut json["data"] } else { &mut json };
        message["attachments"] = described.collect();
    }
    Ok((json, files))
}

/// What stands between the boundaries.
fn parts<'b>(boundary: &str, body: &'b [u8]) -> Vec<&'b [u8]> {
    let line = format!("--{boundary}");
    let mut found = Vec::new();
    let mut rest = split(body, line.as_bytes()).map_or(&body[..0], |(_, rest)| rest);
    while let Some((part, next)) = split(rest, format!("\r\n{line}").as_bytes()) {
        found.push(part);
        rest = next;
    }
    found
}

fn split<'b>(bytes: &'b [u8], at: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let place = bytes.windows(at.len()).position(|part| part == at)?;
    Some((&bytes[..place], &bytes[place + at.len()..]))
}

/// The value in `name="value"`. `filename=` holds `name=` too: what stands before tells them apart.
fn quoted(head: &str, name: &str) -> Option<String> {
    let (_, rest) = head.split_once(&format!(" {name}\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}
