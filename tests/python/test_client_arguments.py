"""What the client takes: Dask's keywords are its own, and other types are refused by the call."""

import pytest


def keywords_of(**keywords):
    return keywords


CLUSTERS = {"workers": ["a"], "resources": {"GPU": 1}, "allow_other_workers": True, "fifo_timeout": "1s", "retries": None, "actor": False}


@pytest.mark.parametrize("name", CLUSTERS)
def test_keywords_of_the_client_do_not_reach_the_function(client, name):
    assert client.submit(keywords_of, x=1, **{name: CLUSTERS[name]}).result() == {"x": 1}
    futures = client.map(lambda x, **keywords: (x, keywords), [1, 2], batch_size=1, **{name: CLUSTERS[name]})
    assert client.gather(futures) == [(1, {}), (2, {})]


def test_actors_are_refused(client):
    with pytest.raises(NotImplementedError, match="actor"):
        client.submit(dict, actor=True)
