//! An outgoing body: bytes in memory, and files that are read while they are sent
//! (`multipart/form-data`, RFC 7578).

use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::io::AsyncReadExt as _;

use super::compose::{Payload, media_type_of};
use tokenry_model::{
    clock::Ambient,
    request::{FormPart, PartContent},
};

/// Size of a read from a file, in bytes.
const CHUNK: usize = 64 * 1024;

/// A request body. Cheap to clone: a redirect within one origin sends it again.
#[derive(Debug, Clone)]
pub(super) struct OutgoingBody {
    pieces: Arc<[Piece]>,
    /// In bytes.
    pub(super) length: u64,
    /// The content type, if the body defines it.
    pub(super) content_type: Option<String>,
    /// The fields of a multipart form, with files shown by name.
    pub(super) shown: Option<String>,
}

#[derive(Debug, Clone)]
enum Piece {
    Bytes(Bytes),
    File { path: PathBuf, length: u64 },
}

/// A file that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("The request sends a file, but no file was chosen.")]
    Unnamed,
    #[error("The file {path} cannot be read: {why}. Nothing was sent.")]
    Unreadable { path: String, why: String },
}

impl FileError {
    /// The reason, in a few words.
    pub fn briefly(&self) -> &str {
        match self {
            Self::Unnamed => "no file is named",
            Self::Unreadable { why, .. } => why,
        }
    }

    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Unnamed => "Choose the file in the request's body.".into(),
            Self::Unreadable { .. } => {
                "The file may have been moved. Choose it again, or turn its row off.".into()
            }
        }
    }
}

impl OutgoingBody {
    pub(super) fn of(body: &Payload, ambient: &Ambient) -> Result<Option<Self>, FileError> {
        match body {
            Payload::None => Ok(None),
            Payload::Text(_) | Payload::Form(_) => Ok(body.to_text().map(Self::bytes)),
            Payload::File(path) => {
                let file = file(path)?;
                let shown = Some(format!("[file {path}]"));
                Ok(Some(Self::made(vec![file], None, shown)))
            }
            Payload::Parts(parts) => {
                // Random, so that no part contains it by chance.
                let boundary = format!("tokenry-{}", ambient.random_token());
                Self::parts(parts, &boundary).map(Some)
            }
        }
    }

    pub(super) fn bytes(text: String) -> Self {
        Self::made(vec![Piece::Bytes(text.into())], None, None)
    }

    fn parts(parts: &[FormPart], boundary: &str) -> Result<Self, FileError> {
        let mut pieces = Vec::new();
        let mut shown = Vec::new();
        for part in parts {
            let mut head = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
                escaped(&part.name)
            );
            let mut typed = part.media_type.trim().to_owned();
            let content = match &part.content {
                PartContent::Text { text } => {
                    shown.push((part.name.clone(), text.clone()));
                    Piece::Bytes(text.clone().into())
                }
                PartContent::File { path, file_name } => {
                    let file_name = match file_name.trim() {
                        "" => last_of(path),
                        name => name,
                    };
                    head = format!("{head}; filename=\"{}\"", escaped(file_name));
                    if typed.is_empty() {
                        media_type_of(path).clone_into(&mut typed);
                    }
                    shown.push((part.name.clone(), format!("[file {path}]")));
                    file(path)?
                }
            };
            if !typed.is_empty() {
                head = format!("{head}\r\nContent-Type: {}", one_line(&typed));
            }
            head.push_str("\r\n\r\n");
            pieces.extend([
                Piece::Bytes(head.into()),
                content,
                Piece::Bytes("\r\n".into()),
            ]);
        }
        pieces.push(Piece::Bytes(format!("--{boundary}--\r\n").into()));
        let mut encoder = url::form_urlencoded::Serializer::new(String::new());
        let shown = encoder.extend_pairs(&shown).finish();
        let content_type = format!("multipart/form-data; boundary={boundary}");
        Ok(Self::made(pieces, Some(content_type), Some(shown)))
    }

    fn made(pieces: Vec<Piece>, content_type: Option<String>, shown: Option<String>) -> Self {
        let length = |piece: &Piece| match piece {
            Piece::Bytes(bytes) => bytes.len() as u64,
            Piece::File { length, .. } => *length,
        };
        Self {
            length: pieces.iter().map(length).sum(),
            pieces: pieces.into(),
            content_type,
            shown,
        }
    }

    /// The bytes, if the whole body is in memory.
    pub(super) fn here(&self) -> Option<&Bytes> {
        match &*self.pieces {
            [Piece::Bytes(bytes)] => Some(bytes),
            _ => None,
        }
    }

    /// Streams the body from its beginning.
    pub(super) fn body(&self) -> reqwest::Body {
        if let Some(bytes) = self.here() {
            return bytes.clone().into();
        }
        let pieces = self.pieces.to_vec();
        let all = stream::iter(pieces).map(|piece| match piece {
            Piece::Bytes(bytes) => stream::once(async { Ok(bytes) }).boxed(),
            Piece::File { path, length } => read(path, length).boxed(),
        });
        reqwest::Body::wrap_stream(all.flatten())
    }
}

/// Reads the file up to the announced length. Later additions are not sent.
fn read(
    path: PathBuf,
    length: u64,
) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> + Send {
    let opened = async move {
        let file = tokio::fs::File::open(path).await?;
        Ok::<_, std::io::Error>(file.take(length))
    };
    stream::once(opened)
        .map_ok(|file| {
            stream::try_unfold(file, |mut file| async move {
                let mut chunk = Vec::with_capacity(CHUNK);
                let read = (&mut file)
                    .take(CHUNK as u64)
                    .read_to_end(&mut chunk)
                    .await?;
                Ok((read > 0).then(|| (Bytes::from(chunk), file)))
            })
        })
        .try_flatten()
}

fn file(path: &str) -> Result<Piece, FileError> {
    Ok(Piece::File {
        path: PathBuf::from(path),
        length: length_of(path)?,
    })
}

/// Returns the length of the file, if it can be read.
pub(super) fn length_of(path: &str) -> Result<u64, FileError> {
    if path.trim().is_empty() {
        return Err(FileError::Unnamed);
    }
    let unreadable = |why: String| FileError::Unreadable {
        path: path.to_owned(),
        why,
    };
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => unreadable("it is not there".into()),
        std::io::ErrorKind::PermissionDenied => unreadable("it may not be read".into()),
        _ => unreadable(error.to_string()),
    };
    // Checked before opening: opening a pipe waits for a writer, and Windows cannot open a
    // folder.
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(unreadable("it is no file".into()));
    }
    let opened = std::fs::File::open(path).and_then(|file| file.metadata());
    Ok(opened.map_err(failed)?.len())
}

/// Checks that the files of the body can be read.
pub(super) fn check(body: &Payload) -> Result<(), FileError> {
    match body {
        Payload::File(path) => file(path).map(drop),
        Payload::Parts(parts) => {
            for part in parts {
                if let PartContent::File { path, .. } = &part.content {
                    file(path)?;
                }
            }
            Ok(())
        }
        Payload::None | Payload::Text(_) | Payload::Form(_) => Ok(()),
    }
}

/// Escapes a name in a part header as the HTML standard does (§4.10.21.7).
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

/// The file name of a Unix or Windows path.
pub(super) fn last_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
