//! Authorization servers that are products of their own, installed from a distribution or a package
//! registry and configured here. `cargo xtask test servers` installs what they need; their own side is
//! in `servers/` and `glewlwyd/` of this package.

mod canaille;
mod django;
mod glewlwyd;
mod jupyterhub;
mod node_red;
mod python;

pub use canaille::Canaille;
pub use django::Django;
pub use glewlwyd::Glewlwyd;
pub use jupyterhub::JupyterHub;
pub use node_red::NodeRed;
