//! Transport compression without a compressor: zlib and zstd both allow stored blocks, which every
//! decoder must accept. Clients cannot tell the difference, and the tests need no library for it.

const ZLIB_HEADER: [u8; 2] = [0x78, 0x01];
/// Ends each message of a zlib stream; clients look for its last four bytes.
const ZLIB_SYNC: [u8; 5] = [0x00, 0x00, 0x00, 0xff, 0xff];
const ZLIB_BLOCK: usize = 0xffff;
/// Magic number, an empty frame descriptor, and a window of 128 KiB.
const ZSTD_HEADER: [u8; 6] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38];
const ZSTD_BLOCK: usize = 1 << 17;

/// How one gateway connection packs its payloads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Packing {
    #[default]
    Text,
    /// `compress: true` in identify: each payload is a whole zlib file.
    ZlibPayload,
    /// `compress=zlib-stream`: one zlib stream for the life of the connection.
    ZlibStream,
    /// `compress=zstd-stream`: one zstd frame for the life of the connection.
    ZstdStream,
}

/// Packs the payloads of one connection, in order.
#[derive(Debug, Default)]
pub(super) struct Packer {
    pub(super) packing: Packing,
    started: bool,
}

impl Packer {
    pub(super) fn new(packing: Packing) -> Self {
        Self { packing, started: false }
    }

    /// The bytes of one binary frame, or `None` when the payload goes out as text.
    pub(super) fn pack(&mut self, text: &str) -> Option<Vec<u8>> {
        let first = !std::mem::replace(&mut self.started, true);
        match self.packing {
            Packing::Text => None,
            Packing::ZlibPayload => Some(zlib_file(text.as_bytes())),
            Packing::ZlibStream => {
                let mut out = if first { ZLIB_HEADER.to_vec() } else { Vec::new() };
                zlib_blocks(text.as_bytes(), false, &mut out);
                out.extend(ZLIB_SYNC);
                Some(out)
            }
            Packing::ZstdStream => {
                let mut out = if first { ZSTD_HEADER.to_vec() } else { Vec::new() };
                for block in text.as_bytes().chunks(ZSTD_BLOCK) {
                    // Bit 0: last block of the frame (never); bits 1 and 2: raw; the rest: length.
                    let head = u32::try_from(block.len() << 3).expect("a block is small");
                    out.extend(&head.to_le_bytes()[..3]);
                    out.extend(block);
                }
                Some(out)
            }
        }
    }
}

fn zlib_blocks(bytes: &[u8], end: bool, out: &mut Vec<u8>) {
    let count = bytes.chunks(ZLIB_BLOCK).count();
    for (at, block) in bytes.chunks(ZLIB_BLOCK).enumerate() {
        let length = u16::try_from(block.len()).expect("a block is at most 65535 bytes");
        out.push(u8::from(end && at + 1 == count));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
}

fn zlib_file(bytes: &[u8]) -> Vec<u8> {
    let mut out = ZLIB_HEADER.to_vec();
    zlib_blocks(bytes, true, &mut out);
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65521;
        high = (high + low) % 65521;
    }
    out.extend(((high << 16) | low).to_be_bytes());
    out
}
