//! What monitoring reads, asked over a real connection, with a database and with one that is away.

use std::path::PathBuf;
use std::sync::Arc;

use gutskin::app::App;
use gutskin::config::{Secret, StoreConfig};
use gutskin::metrics;
use gutskin::model::Change;
use gutskin::store::{Saved, Seal, Store};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{prepare, shipped_corpus};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const GUILD: u64 = 81_384_788_765_712_384;

async fn store(url: &str) -> Store {
    let config =
        StoreConfig { url: Secret::new(url), key_file: PathBuf::new(), most_megabytes: 64 };
    Store::open(&config, Seal::parse(KEY).expect("a key")).await.expect("it starts")
}

/// The whole answer to a request for `path`.
async fn get(app: &Arc<App>, path: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let serving = tokio::spawn(metrics::serve(listener, Arc::clone(app)));
    let mut stream = TcpStream::connect(address).await.expect("somebody listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: here\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it is heard");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers and hangs up");
    serving.abort();
    answer
}

#[tokio::test]
async fn monitoring_sees_how_the_store_is_and_nobody_in_it() {
    let snapshot = Arc::new(prepare(shipped_corpus()));
    let revision = snapshot.corpus().revision.clone();
    for (url, saved, lines) in [
        ("sqlite::memory:", Saved::Now, ["store_reachable 1", "store_queued 0"]),
        (
            "postgres://kim:s3cret@127.0.0.1:1/x",
            Saved::Later,
            ["store_reachable 0", "store_queued 1"],
        ),
    ] {
        let store = store(url).await;
        assert_eq!(store.change(GUILD, Change::Paused(true)).await, saved, "{url}");
        let app = Arc::new(App::new(Arc::clone(&snapshot)).keeping(store));
        let page = get(&app, "/metrics").await;
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
        assert!(page.contains(&format!("revision=\"{revision}\"}} 1\n")), "{page}");
        for line in lines.into_iter().chain(["store_lost_total 0", "events_lost_total 0"]) {
            assert!(page.contains(&format!("\ngutskin_{line}\n")), "{line}\n{page}");
        }
        assert!(!page.contains(&GUILD.to_string()) && !page.contains("s3cret"), "{page}");
        assert!(get(&app, "/health").await.ends_with("\r\n\r\nok\n"), "{url}");
        assert!(get(&app, "/").await.starts_with("HTTP/1.1 404 "), "{url}");
    }
}
