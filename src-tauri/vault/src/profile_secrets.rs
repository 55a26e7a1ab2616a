//! Secrets within profiles. URLs, extra parameters and headers often contain secrets that people
//! did not mean to type there. They are taken out before a profile is stored, sealed with it and
//! replaced by `[redacted]`, so that displaying a stored profile reveals nothing. They are put back
//! before the profile is used.
//!
//! The code walks a profile as JSON, so that new fields are covered too. [`tokenry_model::redact`]
//! decides what is secret. The user name and password of a URL always are.

mod address;

use std::collections::BTreeMap;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use url::form_urlencoded;
use zeroize::Zeroizing;

use crate::profile_secrets::address::{Address, numbered};
use tokenry_model::{
    client::ClientProfile,
    redact::{MASK, is_secret_parameter, is_secret_value},
    sealed::Sealed,
    secret::Secret,
    server::ServerProfile,
};

/// A profile whose secrets are sealed with it.
pub trait Profile: Clone + Serialize + DeserializeOwned {
    fn sealed(&self) -> Option<&Sealed>;
    fn set_sealed(&mut self, sealed: Option<Sealed>);
}

/// The secrets taken out of a profile, by their places.
#[derive(Clone, Default, PartialEq)]
pub struct Kept(BTreeMap<String, Zeroizing<String>>);

/// `[redacted]` was entered in a place that has no stored secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{MASK} stands for a stored secret, but none is stored for {place}.")]
pub struct NothingBehind {
    pub place: String,
}

/// Returns the profile for display.
pub fn shown<P: Profile>(profile: &P) -> P {
    let mut walk = TakingOut::default();
    walked(profile, &mut walk)
}

/// Splits a profile into its stored form and its secrets. A `[redacted]` value keeps the secret of
/// `before`. `is_known` recognises values that are stored as secrets elsewhere.
pub fn part<P: Profile>(
    profile: &P,
    before: &Kept,
    is_known: &dyn Fn(&str) -> bool,
) -> Result<(P, Kept), NothingBehind> {
    let mut walk = TakingOut {
        before: Some(before),
        is_known: Some(is_known),
        ..TakingOut::default()
    };
    let parted = walked(profile, &mut walk);
    match walk.missing {
        Some(place) => Err(NothingBehind { place }),
        None => Ok((parted, walk.kept)),
    }
}

/// Returns the profile with its secrets, for use.
pub fn whole<P: Profile>(profile: &P, kept: &Kept) -> P {
    let mut whole = walked(profile, &mut PuttingBack { kept });
    whole.set_sealed(None);
    whole
}

/// Returns `true` if storing or showing the whole profile involves its secrets, which requires an
/// open vault.
pub fn has_any<P: Profile + PartialEq>(profile: &P) -> bool {
    profile.sealed().is_some() || shown(profile) != *profile
}

/// Replaces the masks in `form` with the secrets of `held`.
pub fn completed<P: Profile>(form: &P, held: &P) -> Result<P, NothingBehind> {
    let nothing = |_: &str| false;
    let (_, kept) = part(held, &Kept::default(), &nothing)?;
    let (parted, kept) = part(form, &kept, &nothing)?;
    Ok(whole(&parted, &kept))
}

impl Kept {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Serializes the secrets for sealing.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let plain: BTreeMap<&str, &str> =
            self.0.iter().map(|(at, text)| (&**at, &***text)).collect();
        Zeroizing::new(serde_json::to_vec(&plain).unwrap_or_default())
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let plain: BTreeMap<String, String> = serde_json::from_slice(bytes)?;
        let kept = plain
            .into_iter()
            .map(|(at, text)| (at, Zeroizing::new(text)));
        Ok(Self(kept.collect()))
    }

    /// Returns the secrets, for a redactor.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> {
        self.0.values().map(|text| Secret::new(text.as_str()))
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Profile for ServerProfile {
    fn sealed(&self) -> Option<&Sealed> {
        self.sealed.as_ref()
    }

    fn set_sealed(&mut self, sealed: Option<Sealed>) {
        self.sealed = sealed;
    }
}

impl Profile for ClientProfile {
    fn sealed(&self) -> Option<&Sealed> {
        self.sealed.as_ref()
    }

    fn set_sealed(&mut self, sealed: Option<Sealed>) {
        self.sealed = sealed;
    }
}

/// An operation on every place of a profile that can hold a secret.
trait Visit {
    /// Visits an extra parameter or header.
    fn extra(&mut self, place: String, name: &str, value: &mut String);
    /// Visits a URL. `place` is the name of its member.
    fn address(&mut self, place: &str, address: &mut Address);
}

fn walked<P: Profile>(profile: &P, visit: &mut dyn Visit) -> P {
    let Ok(mut value) = serde_json::to_value(profile) else {
        return profile.clone();
    };
    walk(&mut value, &mut String::new(), visit);
    let read = serde_json::from_value(value);
    debug_assert!(read.is_ok(), "a profile stays one without its secrets");
    read.unwrap_or_else(|_| profile.clone())
}

fn walk(value: &mut Value, place: &mut String, visit: &mut dyn Visit) {
    let before = place.len();
    let mut under = |name: &str, value: &mut Value, visit: &mut dyn Visit| {
        if before > 0 {
            place.push('.');
        }
        place.push_str(name);
        walk(value, place, visit);
        place.truncate(before);
    };
    match value {
        Value::String(text) => {
            if let Some(mut address) = Address::of(text) {
                visit.address(place, &mut address);
                *text = address.to_text();
            }
        }
        Value::Array(list) if is_extras(list) => extras(list, visit),
        Value::Array(list) => {
            for (at, one) in list.iter_mut().enumerate() {
                under(&at.to_string(), one, visit);
            }
        }
        Value::Object(members) => {
            for (name, one) in members.iter_mut().filter(|(name, _)| *name != "sealed") {
                under(name, one, visit);
            }
        }
        _ => {}
    }
}

fn is_extras(list: &[Value]) -> bool {
    let member = |one: &Value, name: &str| one.get(name).is_some_and(Value::is_string);
    !list.is_empty()
        && list.iter().all(|one| {
            ["on", "place", "name", "value"]
                .iter()
                .all(|name| member(one, name))
        })
}

fn extras(list: &mut [Value], visit: &mut dyn Visit) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for one in list {
        let member = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        let name = member("name");
        let place = format!("extra.{}.{}.{name}", member("on"), member("place"));
        let count = seen.entry(place.clone()).or_default();
        *count += 1;
        let place = numbered(place, *count);
        if let Some(Value::String(value)) = one.get_mut("value") {
            visit.extra(place, &name, value);
        }
    }
}

#[derive(Default)]
struct TakingOut<'a> {
    kept: Kept,
    before: Option<&'a Kept>,
    is_known: Option<&'a dyn Fn(&str) -> bool>,
    missing: Option<String>,
}

impl TakingOut<'_> {
    fn is_secret(&self, name: &str, value: &str) -> bool {
        is_secret_parameter(name)
            || is_secret_value(name, value)
            || self.is_known.is_some_and(|is_known| is_known(value))
    }

    /// Returns `true` if the mask replaces `value` at `place`.
    fn hides(&mut self, place: String, name: &str, value: &str, written: &str) -> bool {
        if value.is_empty() {
            return false;
        }
        if value == MASK {
            let Some(before) = self.before else {
                return true;
            };
            match before.0.get(&place) {
                Some(text) => {
                    self.kept.0.insert(place, text.clone());
                }
                None => self.missing = Some(place),
            }
            return true;
        }
        let hides = self.is_secret(name, value);
        if hides {
            self.kept
                .0
                .insert(place, Zeroizing::new(written.to_owned()));
        }
        hides
    }
}

impl Visit for TakingOut<'_> {
    fn extra(&mut self, place: String, name: &str, value: &mut String) {
        let text = std::mem::take(value);
        *value = if self.hides(place, name, &text, &text) {
            MASK.to_owned()
        } else {
            text
        };
    }

    fn address(&mut self, member: &str, address: &mut Address) {
        let place = format!("{}@", address.place(member));
        if let Some(userinfo) = address.userinfo.take() {
            self.kept.0.insert(place, Zeroizing::new(userinfo));
        } else if let Some(userinfo) = self.before.and_then(|before| before.0.get(&place)) {
            // The user part is never shown, so leaving it out does not remove it. It is kept for
            // the same origin.
            self.kept.0.insert(place, userinfo.clone());
        }
        address.each(member, &mut |place, name, written| {
            let pair = format!("{name}={written}");
            let (name, value) = form_urlencoded::parse(pair.as_bytes()).next()?;
            self.hides(place, &name, &value, written)
                .then(|| MASK.to_owned())
        });
    }
}

struct PuttingBack<'a> {
    kept: &'a Kept,
}

impl Visit for PuttingBack<'_> {
    fn extra(&mut self, place: String, _name: &str, value: &mut String) {
        if let (true, Some(text)) = (value == MASK, self.kept.0.get(&place)) {
            text.as_str().clone_into(value);
        }
    }

    fn address(&mut self, member: &str, address: &mut Address) {
        let place = format!("{}@", address.place(member));
        if let Some(userinfo) = self.kept.0.get(&place) {
            address.userinfo = Some(userinfo.as_str().to_owned());
        }
        address.each(member, &mut |place, _name, value| {
            let text = self.kept.0.get(&place).filter(|_| value == MASK)?;
            Some(text.as_str().to_owned())
        });
    }
}

#[cfg(test)]
mod tests;
