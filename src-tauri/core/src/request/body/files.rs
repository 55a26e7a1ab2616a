//! Storage of bodies: one sealed file for each exchange, or memory for a workbench that writes no
//! files.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use parking_lot::Mutex;

use super::{
    Body, BodyError, BodyWriter, blocking,
    chunked_text::{Medium, Sheet, SheetWriter},
};
use tokenry_model::{id::Id, request::Exchange};
use tokenry_vault::vault::{KeyId, Vault};

/// Maximum number of stored bodies that are kept open with their indexes.
const OPEN: usize = 8;
/// Minimum age of an orphaned file before it is removed. Its exchange may still be running in
/// another process.
const ORPHAN_AGE: Duration = Duration::from_hours(1);

/// The bodies of one data directory; cheap to clone.
#[derive(Debug, Clone)]
pub struct Bodies(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    disk: Option<Disk>,
    /// All bodies of a store in memory, or the last opened ones of a store on disk.
    open: Mutex<Open>,
}

#[derive(Debug)]
struct Disk {
    folder: Arc<Path>,
    vault: Vault,
}

#[derive(Debug, Default)]
struct Open {
    bodies: HashMap<Id<Exchange>, Arc<Body>>,
    order: VecDeque<Id<Exchange>>,
}

impl Bodies {
    /// Stores bodies in `DATA_DIR/bodies`, sealed by the vault. Accesses nothing yet.
    pub fn on_disk(data_dir: &Path, vault: Vault) -> Self {
        Self::over(Some(Disk {
            folder: data_dir.join("bodies").into(),
            vault,
        }))
    }

    /// Keeps bodies in memory.
    pub fn in_memory() -> Self {
        Self::over(None)
    }

    fn over(disk: Option<Disk>) -> Self {
        Self(Arc::new(Inner {
            disk,
            open: Mutex::default(),
        }))
    }

    /// Begins the body of an exchange. The vault must be open.
    pub async fn writer(&self, id: Id<Exchange>) -> Result<BodyWriter, BodyError> {
        let medium = match &self.0.disk {
            None => Medium::Memory(Vec::new()),
            Some(disk) => {
                disk.vault.ensure_key(KeyId::Local).await?;
                let sealer = disk.vault.sealer(KeyId::Local, *id.as_uuid())?;
                let (folder, path) = (Arc::clone(&disk.folder), disk.path(id));
                let file = blocking(move || {
                    make_folder(&folder)
                        .and_then(|()| create_private(&path))
                        .map_err(|e| BodyError::at(&path, e))
                })
                .await?;
                Medium::File {
                    file: Mutex::new(file),
                    sealer: Arc::new(sealer),
                    first: 0,
                    folder: Arc::clone(&disk.folder),
                }
            }
        };
        Ok(BodyWriter::new(SheetWriter::new(medium), id, self.clone()))
    }

    /// Opens the body of an exchange, with the content type of the response and the recorded size.
    pub async fn open(
        &self,
        id: Id<Exchange>,
        content_type: Option<&str>,
        size: u64,
    ) -> Result<Arc<Body>, BodyError> {
        if let Some(body) = self.held(|open| open.bodies.get(&id).cloned()) {
            return Ok(body);
        }
        let disk = self.0.disk.as_ref().ok_or(BodyError::Gone)?;
        let sealer = Arc::new(disk.vault.sealer(KeyId::Local, *id.as_uuid())?);
        let (folder, path) = (Arc::clone(&disk.folder), disk.path(id));
        let content_type = content_type.map(str::to_owned);
        let body = blocking(move || {
            let file = File::open(&path).map_err(|source| match source.kind() {
                io::ErrorKind::NotFound => BodyError::Gone,
                _ => BodyError::Read(source),
            })?;
            let sheet = Sheet::open(file, sealer, folder)?;
            if sheet.size() != size {
                return Err(BodyError::Damaged);
            }
            Body::of(sheet, content_type.as_deref())
        })
        .await?;
        Ok(self.hold(id, body))
    }

    /// Closes all open bodies, because nothing may read them while the vault is locked.
    pub fn close(&self) {
        if self.0.disk.is_some() {
            self.held(|open| *open = Open::default());
        }
    }

    /// Removes a body. A missing one is not an error.
    pub fn remove(&self, id: Id<Exchange>) -> Result<(), BodyError> {
        self.held(|open| open.bodies.remove(&id));
        match &self.0.disk {
            None => Ok(()),
            Some(disk) => remove_file(&disk.path(id)),
        }
    }

    /// Keeps the bodies of `wanted` (newest first) up to a total of `limit` bytes. A large body does
    /// not displace smaller, older ones. The first is always kept. Removes the others, and orphaned
    /// files.
    pub(in crate::request) async fn tidy(
        &self,
        wanted: Vec<Id<Exchange>>,
        limit: u64,
        now: SystemTime,
    ) -> Result<(), BodyError> {
        let bodies = self.clone();
        blocking(move || {
            let mut sum = 0;
            let mut kept = HashSet::new();
            for (number, id) in wanted.iter().enumerate() {
                let size = bodies.stored_size(*id);
                if number == 0 || sum + size <= limit {
                    sum += size;
                    kept.insert(*id);
                } else if size > 0 {
                    bodies.remove(*id)?;
                }
            }
            bodies.remove_orphans(&wanted.into_iter().collect(), now)
        })
        .await
    }

    fn stored_size(&self, id: Id<Exchange>) -> u64 {
        match &self.0.disk {
            None => self.held(|open| open.bodies.get(&id).map_or(0, |body| body.size())),
            Some(disk) => std::fs::metadata(disk.path(id)).map_or(0, |file| file.len()),
        }
    }

    fn remove_orphans(
        &self,
        wanted: &HashSet<Id<Exchange>>,
        now: SystemTime,
    ) -> Result<(), BodyError> {
        let Some(disk) = &self.0.disk else {
            self.held(|open| open.bodies.retain(|id, _| wanted.contains(id)));
            return Ok(());
        };
        let Ok(listing) = std::fs::read_dir(&disk.folder) else {
            return Ok(());
        };
        for entry in listing.flatten() {
            let id = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok());
            let old = entry
                .metadata()
                .and_then(|file| file.modified())
                .is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > ORPHAN_AGE));
            if old && id.is_none_or(|id| !wanted.contains(&id)) {
                remove_file(&entry.path())?;
            }
        }
        Ok(())
    }

    pub(super) fn hold(&self, id: Id<Exchange>, body: Body) -> Arc<Body> {
        let body = Arc::new(body);
        self.held(|open| {
            open.bodies.insert(id, Arc::clone(&body));
            if self.0.disk.is_some() {
                open.order.push_back(id);
                if open.order.len() > OPEN
                    && let Some(oldest) = open.order.pop_front()
                    && !open.order.contains(&oldest)
                {
                    open.bodies.remove(&oldest);
                }
            }
        });
        body
    }

    fn held<T>(&self, with: impl FnOnce(&mut Open) -> T) -> T {
        with(&mut self.0.open.lock())
    }
}

impl Disk {
    fn path(&self, id: Id<Exchange>) -> PathBuf {
        self.folder.join(id.to_string())
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn remove_file(path: &Path) -> Result<(), BodyError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(BodyError::at(path, error)),
        _ => Ok(()),
    }
}
