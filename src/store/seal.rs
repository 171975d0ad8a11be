//! Seals text, and makes marks of people that only the holder of a key can make again.
//!
//! Sealing is ChaCha20-Poly1305 (RFC 8439) with a random nonce; marks are HMAC-SHA256 (RFC 2104). Both are ring's. Knows
//! neither the database nor where keys come from.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{digest, hmac};

use super::StoreError;

/// Bytes of a key and of a secret.
const KEY_LEN: usize = 32;

/// The keys of this process: the first seals, all open.
pub struct Seal {
    keys: Vec<Key>,
}

struct Key {
    /// Says which key sealed a text; tells nothing else of it.
    id: String,
    key: LessSafeKey,
}

impl Seal {
    /// Reads keys, one a line: 32 bytes in base64. Empty lines and lines that begin with `#` are left out.
    ///
    /// # Errors
    /// When a line is no key, or there is none.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let keys: Option<Vec<Key>> = lines.map(Key::parse).collect();
        let keys = keys.filter(|keys| !keys.is_empty()).ok_or(StoreError::BadKey)?;
        Ok(Self { keys })
    }

    /// A new key as a line of a key file.
    ///
    /// # Errors
    /// When the machine gives no random numbers.
    pub fn new_key() -> Result<String, StoreError> {
        Ok(STANDARD.encode(random::<KEY_LEN>()?))
    }

    /// Seals `text` so that it opens only with the same `place`: a sealed text that is moved opens no more.
    pub(super) fn seal(&self, place: &str, text: &str) -> Result<String, StoreError> {
        let key = self.keys.first().ok_or(StoreError::BadKey)?;
        let nonce = random::<NONCE_LEN>()?;
        let mut sealed = text.as_bytes().to_vec();
        key.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| StoreError::Random)?;
        Ok(format!("{}.{}", key.id, URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())))
    }

    /// Opens what [`Self::seal`] made with any of the keys.
    pub(super) fn open(&self, place: &str, sealed: &str) -> Result<String, StoreError> {
        self.opened(place, sealed).ok_or(StoreError::OtherKey)
    }

    fn opened(&self, place: &str, sealed: &str) -> Option<String> {
        let (id, bytes) = sealed.split_once('.')?;
        let key = self.keys.iter().find(|key| key.id == id)?;
        let bytes = URL_SAFE_NO_PAD.decode(bytes).ok()?;
        let (nonce, text) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let text = key.key.open_in_place(nonce, Aad::from(place.as_bytes()), &mut text).ok()?;
        String::from_utf8(text.to_vec()).ok()
    }

    /// Whether a text was sealed with another key than the one that seals now.
    pub(super) fn is_old(&self, sealed: &str) -> bool {
        let id = sealed.split('.').next();
        self.keys.first().is_some_and(|key| Some(key.id.as_str()) != id)
    }
}

impl Key {
    fn parse(line: &str) -> Option<Self> {
        let bytes = STANDARD.decode(line).ok().filter(|bytes| bytes.len() == KEY_LEN)?;
        let key = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &bytes).ok()?);
        let id = URL_SAFE_NO_PAD.encode(&digest::digest(&digest::SHA256, &bytes).as_ref()[..6]);
        Some(Self { id, key })
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.keys.iter().map(|key| key.id.as_str()).collect();
        formatter.debug_struct("Seal").field("keys", &ids).finish()
    }
}

/// Makes marks: equal for equal parts, and without the secret nobody can tell of what.
#[derive(Debug, Clone)]
pub(super) struct Marker(hmac::Key);

impl Marker {
    /// A new secret, as it is sealed.
    pub(super) fn new_secret() -> Result<String, StoreError> {
        Ok(URL_SAFE_NO_PAD.encode(random::<KEY_LEN>()?))
    }

    pub(super) fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    pub(super) fn mark(&self, parts: &[&str]) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            // The length before each part keeps "ab", "c" apart from "a", "bc".
            context.update(&(part.len() as u64).to_le_bytes());
            context.update(part.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(context.sign())
    }
}

fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| StoreError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Marker, Seal};

    fn keys(lines: &[&str]) -> Seal {
        Seal::parse(&lines.join("\n")).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_in_its_place_alone() {
        let line = Seal::new_key().unwrap();
        let seal = keys(&[&line]);
        let sealed = seal.seal("a", "is it acne ✓").unwrap();
        assert!(!sealed.contains("acne"));
        assert_ne!(sealed, seal.seal("a", "is it acne ✓").unwrap(), "a nonce is used once");
        assert_eq!(seal.open("a", &sealed).unwrap(), "is it acne ✓");
        assert!(seal.open("b", &sealed).is_err());
        assert!(keys(&[&Seal::new_key().unwrap()]).open("a", &sealed).is_err());
        for broken in ["", "x", "x.y", &sealed[..sealed.len() - 3], &format!("{sealed}AAAA")] {
            assert!(seal.open("a", broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn the_first_key_seals_and_all_open() {
        let (old, new) = (Seal::new_key().unwrap(), Seal::new_key().unwrap());
        let sealed = keys(&[&old]).seal("", "text").unwrap();
        let both = keys(&["# new first", &new, "", &old]);
        assert_eq!(both.open("", &sealed).unwrap(), "text");
        assert!(both.is_old(&sealed));
        let again = both.seal("", "text").unwrap();
        assert!(!both.is_old(&again));
        assert_eq!(keys(&[&new]).open("", &again).unwrap(), "text");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "# only a comment", "short", "AAAA", &"A".repeat(44)] {
            assert!(Seal::parse(text).is_err(), "{text}");
        }
        let shown = format!("{:?}", keys(&[&Seal::new_key().unwrap()]));
        assert!(shown.len() < 40, "{shown}");
    }

    #[test]
    fn a_mark_depends_on_every_part_and_on_the_secret() {
        let secret = Marker::new_secret().unwrap();
        let marker = Marker::new(&secret);
        assert_eq!(marker.mark(&["a", "bc"]), Marker::new(&secret).mark(&["a", "bc"]));
        assert_ne!(marker.mark(&["a", "bc"]), marker.mark(&["ab", "c"]));
        let other = Marker::new(&Marker::new_secret().unwrap());
        assert_ne!(marker.mark(&["a", "bc"]), other.mark(&["a", "bc"]));
    }
}
