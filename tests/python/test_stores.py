"""Addresses of object stores and web servers, against real servers on this machine."""

import http.server
import io
import re
import threading

import boto3
import pandas as pd
import pandas.testing as tm
import pytest
import requests
from moto.server import ThreadedMotoServer

import tusk.dataframe as dd

BUCKET = "nyc-tlc"
TRIPS = pd.DataFrame({"id": range(20), "fare": [i / 4 for i in range(20)], "flag": ["N", "Y"] * 10})


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture(autouse=True)
def quiet_server(caplog):
    caplog.set_level("ERROR", logger="werkzeug")


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def store(server):
    """The client of a store whose only bucket is empty."""
    requests.post(f"{server}/moto-api/reset", timeout=10)
    client = boto3.client(
        "s3",
        endpoint_url=server,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name="us-east-1",
    )
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.fixture
def options(server):
    return {"key": "key", "secret": "secret", "client_kwargs": {"endpoint_url": server, "region_name": "us-east-1"}}


def put_csv(store, key, frame):
    store.put_object(Bucket=BUCKET, Key=key, Body=frame.to_csv(index=False).encode())


def keys_of(store):
    """Of all objects but the empty ones that stand for folders."""
    found = [entry["Key"] for entry in store.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return [key for key in found if not key.endswith("/")]


@pytest.mark.parametrize("key", ["trip data/yellow 1.csv", "trip+data/a+b.csv", "plain.csv", "a/ü %20 (1).csv"])
def test_keys_stand_as_they_are(store, options, key):
    put_csv(store, key, TRIPS)
    put_csv(store, key.replace("+", " ").replace("%20", " ") + ".other", TRIPS.head(1))
    frame = dd.read_csv(f"s3://{BUCKET}/{key}", storage_options=options)
    tm.assert_frame_equal(frame.compute(), TRIPS)


def test_a_glob_finds_keys_in_their_order(store, options):
    for month, rows in {"02": slice(10, 20), "01": slice(0, 10)}.items():
        put_csv(store, f"trip data/yellow 2019-{month}.csv", TRIPS.iloc[rows])
    put_csv(store, "trip data/green 2019-01.csv", TRIPS)
    put_csv(store, "trip data/deeper/yellow 2019-03.csv", TRIPS)
    frame = dd.read_csv(f"s3://{BUCKET}/trip data/yellow*.csv", storage_options=options)
    assert frame.npartitions == 2
    tm.assert_frame_equal(frame.compute(), TRIPS)


@pytest.mark.parametrize("blocksize", ["1kB", None])
def test_a_file_is_read_in_blocks(store, options, blocksize):
    many = pd.DataFrame({"x": range(1000), "text": [f"row {i}" for i in range(1000)]})
    put_csv(store, "many.csv", many)
    frame = dd.read_csv(f"s3://{BUCKET}/many.csv", storage_options=options, blocksize=blocksize)
    assert frame.npartitions == (1 if blocksize is None else 11)
    tm.assert_frame_equal(frame.compute(), many)


@pytest.mark.parametrize("given", ["flat", "nested", "environment"])
def test_options_have_the_names_of_s3fs(store, server, monkeypatch, given):
    put_csv(store, "x.csv", TRIPS)
    credentials = {"key": "key", "secret": "secret"}
    options = {
        "flat": {**credentials, "endpoint_url": server, "region": "us-east-1"},
        "nested": {**credentials, "client_kwargs": {"endpoint_url": server, "region_name": "us-east-1"}},
        "environment": None,
    }[given]
    if given == "environment":
        monkeypatch.setenv("AWS_ENDPOINT_URL", server)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert len(dd.read_csv(f"s3://{BUCKET}/x.csv", storage_options=options)) == 20


def test_public_data_needs_no_credentials(store, server):
    put_csv(store, "x.csv", TRIPS)
    anonymous = {"anon": True, "endpoint_url": server}
    with pytest.raises(OSError, match="credentials that allow it"):
        dd.read_csv(f"s3://{BUCKET}/x.csv", storage_options=anonymous)
    store.put_object_acl(Bucket=BUCKET, Key="x.csv", ACL="public-read")
    assert dd.read_csv(f"s3://{BUCKET}/x.csv", storage_options=anonymous).fare.sum().compute() == TRIPS.fare.sum()


@pytest.mark.parametrize("npartitions", [1, 3])
def test_parquet_comes_back(store, options, npartitions):
    address = f"s3://{BUCKET}/trip data/trips + more"
    written = dd.from_pandas(TRIPS, npartitions).to_parquet(address, storage_options=options)
    assert len(written) == npartitions and all(name.startswith(address + "/") for name in written)
    assert len(keys_of(store)) == npartitions
    tm.assert_frame_equal(dd.read_parquet(address, storage_options=options).compute(), TRIPS)
    fares = dd.read_parquet(address, storage_options=options, columns=["fare"], filters=[("id", ">=", 18)])
    assert fares.fare.compute().tolist() == [4.5, 4.75]


def test_csv_comes_back(store, options):
    written = dd.from_pandas(TRIPS, 2).to_csv(f"s3://{BUCKET}/out/part-*.csv", index=False, storage_options=options)
    assert written == [f"s3://{BUCKET}/out/part-{i}.csv" for i in range(2)]
    body = store.get_object(Bucket=BUCKET, Key="out/part-1.csv")["Body"].read()
    tm.assert_frame_equal(pd.read_csv(io.BytesIO(body)), TRIPS.iloc[10:].reset_index(drop=True))
    dd.from_pandas(TRIPS, 2).to_csv(f"s3://{BUCKET}/one.csv", index=False, single_file=True, storage_options=options)
    tm.assert_frame_equal(dd.read_csv(f"s3://{BUCKET}/one.csv", storage_options=options).compute(), TRIPS)


def test_other_files_go_only_if_asked(store, options):
    address = f"s3://{BUCKET}/trips"
    dd.from_pandas(TRIPS, 4).to_parquet(address, storage_options=options)
    dd.from_pandas(TRIPS.head(2), 1).to_parquet(address, storage_options=options)
    assert keys_of(store) == ["trips/part-00000.parquet"]  # numbered parts are one data set
    assert len(dd.read_parquet(address, storage_options=options)) == 2
    dd.from_pandas(TRIPS.head(2), 1).to_parquet(address, append=True, storage_options=options)
    assert len(dd.read_parquet(address, storage_options=options)) == 4
    store.put_object(Bucket=BUCKET, Key="trips/mine.txt", Body=b"kept")
    dd.from_pandas(TRIPS.head(2), 1).to_parquet(address, storage_options=options)
    assert keys_of(store) == ["trips/mine.txt", "trips/part-00000.parquet"]
    dd.from_pandas(TRIPS.head(2), 1).to_parquet(address, overwrite=True, storage_options=options)
    assert keys_of(store) == ["trips/part-00000.parquet"]


def test_a_run_that_fails_leaves_what_was_there(store, options, tmp_path):
    address = f"s3://{BUCKET}/trips"
    dd.from_pandas(TRIPS, 2).to_parquet(address, storage_options=options)
    (tmp_path / "x.csv").write_text("x\n" + "1\n" * 200_000 + "one\n")
    with pytest.raises(ValueError, match="line 200002"):
        dd.read_csv(str(tmp_path / "x.csv")).to_parquet(address, overwrite=True, storage_options=options)
    assert keys_of(store) == ["trips/part-00000.parquet", "trips/part-00001.parquet"]
    tm.assert_frame_equal(dd.read_parquet(address, storage_options=options).compute(), TRIPS)


def test_a_missing_key_is_named(store, options):
    with pytest.raises(FileNotFoundError, match=f"there is no 's3://{BUCKET}/no such.csv'"):
        dd.read_csv(f"s3://{BUCKET}/no such.csv", storage_options=options)
    with pytest.raises(FileNotFoundError, match="no file matches"):
        dd.read_csv(f"s3://{BUCKET}/no such*.csv", storage_options=options)


def test_a_missing_bucket_is_named(store, options):
    with pytest.raises(FileNotFoundError, match="there is no bucket 'no-such-bucket'"):
        dd.read_csv("s3://no-such-bucket/x.csv", storage_options=options)
    with pytest.raises(FileNotFoundError, match="there is no 'no-such-bucket'"):
        dd.from_pandas(TRIPS, 1).to_parquet("s3://no-such-bucket/trips", storage_options=options)


def test_missing_permission_says_what_to_do(store, server, options):
    put_csv(store, "x.csv", TRIPS)
    requests.post(f"{server}/moto-api/reset-auth", data="0", timeout=10)
    try:
        with pytest.raises(OSError, match=rf"s3://{BUCKET}/x.csv.*anon=true"):
            dd.read_csv(f"s3://{BUCKET}/x.csv", storage_options=options)
        with pytest.raises(OSError, match=f"s3://{BUCKET}/out"):
            dd.from_pandas(TRIPS, 1).to_parquet(f"s3://{BUCKET}/out", storage_options=options)
    finally:
        requests.post(f"{server}/moto-api/reset-auth", data="inf", timeout=10)


def test_missing_permission_for_everyone_asks_for_credentials(store, server):
    put_csv(store, "x.csv", TRIPS)
    requests.post(f"{server}/moto-api/reset-auth", data="0", timeout=10)
    try:
        with pytest.raises(OSError, match="anon=true.* not allowed: pass the storage options key and secret"):
            dd.read_csv(f"s3://{BUCKET}/x.csv", storage_options={"anon": True, "endpoint_url": server})
    finally:
        requests.post(f"{server}/moto-api/reset-auth", data="inf", timeout=10)


def test_mistakes_in_options_are_found_at_once(server):
    with pytest.raises(ValueError, match="got 'acess_key'"):
        dd.read_csv(f"s3://{BUCKET}/x.csv", storage_options={"acess_key": "key", "endpoint_url": server})
    with pytest.raises(ValueError, match="a key and a secret"):
        dd.read_csv(f"s3://{BUCKET}/x.csv", storage_options={"key": "key", "endpoint_url": server})
    with pytest.raises(ValueError, match="names a bucket"):
        dd.read_csv("s3:///x.csv", storage_options={"anon": True, "endpoint_url": server})


class Files(http.server.BaseHTTPRequestHandler):
    """Serves what lies in `files`; counts the bytes that it sends."""

    def do_HEAD(self):
        self.answer(has_body=False)

    def do_GET(self):
        self.answer(has_body=True)

    def answer(self, has_body):
        site = self.server
        if self.path == "/secret.csv":
            return self.send_error(403)
        content = site.files.get(self.path)
        if content is None:
            return self.send_error(404)
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        is_part = site.knows_ranges and asked and has_body
        part = content[int(asked[1]) : int(asked[2]) + 1] if is_part else content
        self.send_response(206 if is_part else 200)
        self.send_header("Content-Length", str(len(part)))
        if is_part:
            self.send_header("Content-Range", f"bytes {asked[1]}-{int(asked[1]) + len(part) - 1}/{len(content)}")
        self.end_headers()
        if has_body:
            site.sent += len(part)
            self.wfile.write(part)

    def log_message(self, *_):
        pass


@pytest.fixture(params=[True, False], ids=["ranges", "whole files"])
def site(request):
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    site.files, site.sent, site.knows_ranges = {}, 0, request.param
    site.address = f"http://127.0.0.1:{site.server_port}"
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    yield site
    site.shutdown()
    thread.join()
    site.server_close()


def test_web_files_are_read(site):
    site.files = {"/a%20b.csv?v=1": TRIPS.to_csv(index=False).encode(), "/empty.csv": b""}
    frame = dd.read_csv(f"{site.address}/a%20b.csv?v=1")
    tm.assert_frame_equal(frame.compute(), TRIPS)
    with pytest.raises(ValueError, match="empty.csv' is empty"):
        dd.read_csv(f"{site.address}/empty.csv")


def test_blocks_of_a_web_file_are_partitions(site):
    many = pd.DataFrame({"x": range(50_000)})
    site.files = {"/many.csv": many.to_csv(index=False).encode()}
    frame = dd.read_csv(f"{site.address}/many.csv", blocksize="100kB")
    assert frame.npartitions == 2
    tm.assert_frame_equal(frame.compute(), many)


def test_only_the_wanted_column_of_a_web_file_is_fetched(site):
    wide = pd.DataFrame({f"c{i}": [j * 1.1 + i for j in range(5000)] for i in range(40)})
    buffer = io.BytesIO()
    wide.to_parquet(buffer, compression=None)
    site.files = {"/wide.parquet": buffer.getvalue()}
    frame = dd.read_parquet(f"{site.address}/wide.parquet")
    assert frame.c7.sum().compute() == pytest.approx(wide.c7.sum())
    if site.knows_ranges:
        assert site.sent < len(buffer.getvalue()) / 4


def test_what_a_web_server_refuses_is_told(site):
    with pytest.raises(FileNotFoundError, match=f"the server has no '{site.address}/no.csv'"):
        dd.read_csv(f"{site.address}/no.csv")
    with pytest.raises(OSError, match="status 403; it wants credentials"):
        dd.read_csv(f"{site.address}/secret.csv")
    with pytest.raises(ValueError, match="name each file"):
        dd.read_csv(f"{site.address}/*.csv")


def test_a_server_that_is_not_there_is_an_error():
    with pytest.raises(OSError, match="127.0.0.1:9"):
        dd.read_csv("http://127.0.0.1:9/x.csv")
