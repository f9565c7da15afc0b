"""Pictures of graphs."""

import pytest

import tusk
from tusk import delayed


def inc(x):
    return x + 1


def graph():
    return delayed(sum)([delayed(inc)(1), delayed(inc)(2)])


@pytest.mark.parametrize(("name", "start"), [("graph.svg", b"<?xml"), ("graph.png", b"\x89PNG"), ("graph.pdf", b"%PDF"), ("graph.dot", b"digraph")])
def test_writes_a_file_and_shows_it(tmp_path, name, start):
    picture = graph().visualize(str(tmp_path / name))
    assert picture.filename == str(tmp_path / name)
    assert (tmp_path / name).read_bytes() == picture.data
    assert picture.data.startswith(start)
    assert (picture._repr_svg_() is not None) == name.endswith("svg")
    assert (picture._repr_png_() is not None) == name.endswith("png")


def test_a_name_without_an_ending_is_a_png(tmp_path):
    assert graph().visualize(str(tmp_path / "mine")).filename == str(tmp_path / "mine.png")


def test_a_picture_needs_no_file():
    picture = tusk.visualize(graph(), delayed(inc)(3), filename=None, format="dot")
    assert picture.filename is None
    assert picture.data.count(b"inc") >= 3
    assert b"rankdir" in tusk.visualize(graph(), filename=None, format="dot", rankdir="LR", color="order").data


def test_an_optimized_graph_has_fewer_tasks():
    chain = delayed(inc)(delayed(inc)(delayed(inc)(1)))
    whole = chain.visualize(None, format="dot").data
    small = chain.visualize(None, format="dot", optimize_graph=True).data
    assert len(small) < len(whole)


@pytest.mark.parametrize(("options", "message"), [({"format": "bmp"}, "bmp"), ({"color": "red"}, "color must be"), ({"rankdir": "UP"}, "UP")])
def test_refuses_what_it_cannot_draw(options, message):
    with pytest.raises(ValueError, match=message):
        graph().visualize(None, **options)
