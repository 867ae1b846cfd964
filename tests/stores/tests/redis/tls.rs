//! `rediss://`, against a server that speaks TLS.

use std::fs;

use catapa_signin_http::SenderOptions;
use catapa_signin_http::rustls::crypto::ring;
use catapa_signin_tokens::{NotConnected, RedisStore, TokenStore as _};
use catapa_stores_tests::servers::{RedisCluster, RedisServer, free_port};
use rcgen::{BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;

use crate::helpers::{options, put, told};

/// An authority of the test's own, and the files of a server that it vouches for.
struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
    directory: TempDir,
}

impl Certificates {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let server: Certificate =
            CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
        let directory = tempfile::tempdir().unwrap();
        for (file, pem) in
            [("authority.pem", authority.pem()), ("server.pem", server.pem()), ("key.pem", key.serialize_pem())]
        {
            fs::write(directory.path().join(file), pem).unwrap();
        }
        Self { authority, directory }
    }

    /// Options of a server with TLS on this port.
    fn options(&self, port: &str) -> Vec<String> {
        let file = |name: &str| self.directory.path().join(name).display().to_string();
        let mut options = vec!["--tls-port".to_owned(), port.to_owned(), "--tls-auth-clients".into(), "no".into()];
        for (option, name) in
            [("--tls-cert-file", "server.pem"), ("--tls-key-file", "key.pem"), ("--tls-ca-cert-file", "authority.pem")]
        {
            options.extend([option.to_owned(), file(name)]);
        }
        options
    }

    fn trusted(&self) -> SenderOptions {
        SenderOptions::default().trust(self.authority.der().clone()).crypto_provider(ring::default_provider())
    }
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_server_with_a_certificate_that_is_trusted_keeps_records() {
    let (certificates, port) = (Certificates::new("127.0.0.1"), free_port().to_string());
    let of_tls = certificates.options(&port);
    let server = RedisServer::with_options(&of_tls.iter().map(String::as_str).collect::<Vec<_>>());
    let url = format!("rediss://127.0.0.1:{port}");
    let trusting = options().tls(certificates.trusted().tls().unwrap());
    let store = RedisStore::connect(&url, trusting).await.unwrap();
    put(&store, "session", None).await;
    assert!(store.load("session").await.unwrap().is_some());
    assert_eq!(server.scripts(), (1, 1));
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_server_with_another_certificate_gets_no_password() {
    let port = free_port().to_string();
    let certificates = Certificates::new("redis.example.com");
    let of_tls = certificates.options(&port);
    let server = RedisServer::with_options(&of_tls.iter().map(String::as_str).collect::<Vec<_>>());
    let url = format!("rediss://:s3cret@127.0.0.1:{port}");
    // Of another authority, and for another name.
    for trusted in [Certificates::new("127.0.0.1").trusted(), certificates.trusted()] {
        let trusting = options().tries(1).tls(trusted.tls().unwrap());
        let why = RedisStore::connect(&url, trusting).await.unwrap_err();
        assert!(matches!(why, NotConnected::Unreachable { .. }), "{why:?}");
        assert!(told(&why).contains("certificate"), "{}", told(&why));
    }
    let stats = server.ask(&["INFO", "commandstats"]);
    assert!(!stats.contains("cmdstat_auth"), "{stats}");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_cluster_is_asked_by_tls_alone() {
    let (certificates, port) = (Certificates::new("127.0.0.1"), free_port().to_string());
    let mut of_tls = certificates.options(&port);
    of_tls.extend(["--tls-cluster", "yes"].map(str::to_owned));
    let cluster = RedisCluster::with_options(1, &of_tls.iter().map(String::as_str).collect::<Vec<_>>());
    let trusting = options().tls(certificates.trusted().tls().unwrap());
    let store = RedisStore::cluster(&[&format!("rediss://127.0.0.1:{port}")], trusting).await.unwrap();
    put(&store, "session", None).await;
    assert_eq!(cluster.servers()[0].scripts(), (1, 1));
}
