"""Lazy arrays against NumPy, over several chunkings."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from assert_eq import assert_eq

import tusk
import tusk.array as ta
import tusk.dataframe as dd
from tusk.diagnostics import Profiler

DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64".split()
CHUNKS = [-1, 1, 2, (2, 3, 1), ((1, 2), (0, 4, 1), (2, 2))]


def values(dtype, shape=(3, 5, 4)):
    rng = np.random.default_rng(7)
    if dtype == "bool":
        return rng.random(shape) < 0.5
    if dtype.startswith("float"):
        return (rng.standard_normal(shape) * 5).astype(dtype)
    return rng.integers(0, 100, shape).astype(dtype)


@pytest.fixture(params=CHUNKS, ids=str)
def chunks(request):
    return request.param


@pytest.mark.parametrize("dtype", DTYPES)
def test_arrays_come_back_as_they_were(dtype, chunks):
    x = values(dtype)
    lazy = ta.from_array(x, chunks)
    assert (lazy.dtype, lazy.shape, lazy.ndim) == (x.dtype, x.shape, 3)
    assert tuple(map(sum, lazy.chunks)) == x.shape
    assert_eq(lazy, x)


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex_numbers_are_kept_and_moved(dtype):
    x = (values("float64") + 1j).astype(dtype)
    assert_eq(ta.from_array(x, 2)[:, ::-1].T, x[:, ::-1].T)
    with pytest.raises(NotImplementedError, match="complex"):
        ta.from_array(x, 2) + 1


BINARY = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "truediv": lambda a, b: a / b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "ge": lambda a, b: a >= b,
    "maximum": np.maximum,
    "minimum": np.minimum,
}


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("left", DTYPES)
@pytest.mark.parametrize("right", DTYPES)
def test_dtypes_of_two_arrays(name, left, right):
    a, b = values(left), values(right)[::-1]
    with np.errstate(all="ignore"):
        try:
            expected = BINARY[name](a, b)
        except TypeError:
            with pytest.raises(TypeError):
                BINARY[name](ta.from_array(a, 2), ta.from_array(b, 2))
            return
        assert_eq(BINARY[name](ta.from_array(a, 2), ta.from_array(b, (3, 2, 1))), expected)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scalar", [3, 2.5, True, np.float32(2.5), np.int8(3), np.float64(1.5)], ids=repr)
def test_scalars_are_weak_and_numpys_are_not(dtype, scalar):
    x = values(dtype)
    lazy = ta.from_array(x, 2)
    assert_eq(lazy * scalar, x * scalar)
    assert_eq(scalar + lazy, scalar + x)
    assert_eq(lazy > scalar, x > scalar)


FUNCTIONS = "sqrt exp log sin cos tan arctan floor ceil trunc rint absolute negative isnan sign square".split()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_functions_of_elements(name, dtype):
    x = values(dtype)
    x[0, 0] = [np.nan, np.inf, -np.inf, 0]
    function = getattr(np, name)
    with np.errstate(all="ignore"):
        assert_eq(function(ta.from_array(x, 2)), function(x), rtol=1e-6 if dtype == "float32" else 1e-13)


def test_integers_wrap_and_divide_as_numpys():
    x = np.array([-7, 7, 0, 127, -128], dtype="int8")
    lazy = ta.from_array(x, 2)
    for function in (lambda a: a + a, lambda a: a * a, lambda a: a // 2, lambda a: a % 3, lambda a: -a, lambda a: a**2):
        assert_eq(function(lazy), function(x))
    with np.errstate(all="ignore"):
        for function in (lambda a: a // 0, lambda a: a % 0, lambda a: a / 0):
            assert_eq(function(lazy), function(x))


def test_truth():
    x, y = values("bool"), values("bool")[::-1]
    a, b = ta.from_array(x, 2), ta.from_array(y, (3, 2, 1))
    for function in (lambda p, q: p & q, lambda p, q: p | q, lambda p, q: p ^ q, lambda p, q: ~p):
        assert_eq(function(a, b), function(x, y))


BROADCAST = [((3, 5, 4), (4,)), ((3, 5, 4), (5, 1)), ((3, 1, 4), (5, 4)), ((1,), (3, 5, 4)), ((), (3, 5)), ((0, 4), (4,)), ((2, 0), (1, 1))]


@pytest.mark.parametrize("left, right", BROADCAST, ids=str)
@pytest.mark.parametrize("length", [1, 2, -1])
def test_broadcasting(left, right, length):
    a, b = values("float64", left), values("float64", right)
    assert_eq(ta.from_array(a, length) + ta.from_array(b, 2), a + b)
    assert_eq(ta.from_array(a, length) * 2 - b, a * 2 - b)


def test_a_chain_is_one_task_a_block():
    lazy = ta.from_array(values("float64"), (3, 5, 2))
    chain = (lazy - 273.15) * 9 / 5 + 32
    assert "tasks: 4\n  2 x array\n  2 x add" in chain.explain()
    assert_eq((chain * chain + chain).mean(), ((x := (values("float64") - 273.15) * 9 / 5 + 32) * x + x).mean(), rtol=1e-14)


REDUCTIONS = "sum prod mean std var min max any all".split()
AXES = [None, 0, 1, -1, (0, 2), (0, 1, 2), ()]


@pytest.mark.parametrize("kind", REDUCTIONS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_reductions(kind, dtype, chunks):
    x = values(dtype)
    lazy = ta.from_array(x, chunks)
    for axis in AXES:
        for keepdims in (False, True):
            try:
                expected = getattr(x, kind)(axis=axis, keepdims=keepdims)
            except TypeError:
                continue
            rtol = 1e-5 if dtype == "float32" else 1e-12
            check_reduction(getattr(lazy, kind)(axis=axis, keepdims=keepdims), expected, rtol)


def check_reduction(lazy, expected, rtol):
    assert lazy.dtype == expected.dtype and lazy.shape == expected.shape
    got = lazy.compute()
    assert np.shape(got) == expected.shape and np.asarray(got).dtype == expected.dtype
    np.testing.assert_allclose(got, expected, rtol=rtol)


@pytest.mark.parametrize("split_every", [2, 3, 100])
def test_trees_of_any_fan_in(split_every):
    x = values("float64", (40, 3))
    lazy = ta.from_array(x, (1, 2))
    for kind in ("sum", "var", "max"):
        np.testing.assert_allclose(
            getattr(lazy, kind)(axis=0, split_every=split_every).compute(), getattr(x, kind)(axis=0), rtol=1e-12
        )


def test_degrees_of_freedom():
    x = values("float64")
    for ddof in (0, 1, 2):
        assert_eq(ta.from_array(x, 2).var(axis=1, ddof=ddof), x.var(axis=1, ddof=ddof), rtol=1e-12)
    with np.errstate(all="ignore"), pytest.warns(RuntimeWarning):
        assert_eq(ta.from_array(x[:1], 2).std(axis=0, ddof=1), x[:1].std(axis=0, ddof=1))


def test_nan_is_the_least_and_the_greatest():
    x = values("float64")
    x[1, 2, 3] = np.nan
    for kind in ("min", "max", "sum", "mean"):
        assert_eq(getattr(ta.from_array(x, 2), kind)(axis=0), getattr(x, kind)(axis=0), rtol=1e-12)


def test_reductions_of_no_elements():
    x = np.zeros((0, 3))
    lazy = ta.from_array(x, 2)
    assert_eq(lazy.sum(axis=0), x.sum(axis=0))
    assert_eq(lazy.prod(), x.prod())
    assert_eq(lazy.max(axis=1), x.max(axis=1))
    with pytest.raises(ValueError, match="needs elements"):
        lazy.max(axis=0)
    with pytest.warns(RuntimeWarning):
        assert_eq(lazy.mean(axis=0), x.mean(axis=0))


def test_moments_of_many_floats_keep_their_digits():
    rng = np.random.default_rng(3)
    x = (300 + rng.standard_normal((200, 5000))).astype("float32")
    lazy = ta.from_array(x, (7, 999))
    np.testing.assert_allclose(lazy.mean().compute(), x.astype("float64").mean(), rtol=1e-7)
    np.testing.assert_allclose(lazy.std(axis=0).compute(), x.astype("float64").std(axis=0), rtol=1e-6)


INDICES = {
    "one": np.s_[1],
    "last": np.s_[-1],
    "all": np.s_[:],
    "from": np.s_[1:],
    "back": np.s_[::-1],
    "beyond": np.s_[:100, -100:],
    "nothing": np.s_[2:1],
    "steps": np.s_[::2, 1::3],
    "steps back": np.s_[::-2, 4:0:-3, ::-1],
    "ellipsis": np.s_[..., 0],
    "ellipsis of nothing": np.s_[0, 1, ..., 2],
    "new axes": np.s_[None, :, None, 1],
    "a new axis last": np.s_[..., None],
    "an element": np.s_[1, 2, 3],
    "a numpy integer": np.s_[np.int8(1), :, np.uint64(2)],
}


@pytest.mark.parametrize("name", INDICES)
def test_indexing(name, chunks):
    x = values("int32")
    assert_eq(ta.from_array(x, chunks)[INDICES[name]], x[INDICES[name]])


def test_random_slices(chunks):
    rng = np.random.default_rng(11)
    x = values("float64")
    lazy = ta.from_array(x, chunks)
    for _ in range(60):
        bound = lambda: None if rng.random() < 0.2 else int(rng.integers(-7, 7))
        step = lambda: int(rng.choice([-3, -2, -1, 1, 2, 3]))
        index = tuple(slice(bound(), bound(), step()) for _ in range(3))
        assert_eq(lazy[index], x[index])
        assert_eq(lazy[index].sum(axis=1), x[index].sum(axis=1), rtol=1e-12)


def test_a_slice_takes_only_the_blocks_that_it_needs():
    lazy = ta.from_array(np.arange(100), 10)
    assert lazy[::25].npartitions == 4 and lazy[15:20].npartitions == 1
    with Profiler() as profiler:
        (lazy[15:20] + 1).compute(optimize_graph=False)
    assert len(profiler.results) == 3  # the block, its slice, the sum


def test_transposing(chunks):
    x = values("float64")
    lazy = ta.from_array(x, chunks)
    for axes in ((0, 1, 2), (2, 0, 1), (-1, 1, 0)):
        assert_eq(lazy.transpose(axes), x.transpose(axes))
        assert_eq(lazy.transpose(*axes) + 1, x.transpose(axes) + 1)
    assert_eq(lazy.T, x.T)
    for axes in ((0, 1), (0, 0, 1)):
        with pytest.raises(ValueError, match="each of the 3 axes once"):
            lazy.transpose(axes)


@pytest.mark.parametrize("to", [1, 2, -1, "auto", {0: 1}, {-1: 3, 1: -1}, (3, (1, 4), 2), "40 B"], ids=str)
def test_rechunking(to, chunks):
    x = values("float64")
    got = ta.from_array(x, chunks).rechunk(to)
    assert_eq(got, x)
    if to == "40 B":
        assert all(np.prod(shape) <= 5 for shape in [[max(axis) for axis in got.chunks]])


def test_chunks_as_they_are_given():
    x = np.zeros((10, 6))
    assert ta.from_array(x, 4).chunks == ((4, 4, 2), (4, 2))
    assert ta.from_array(x, (5, -1)).chunks == ((5, 5), (6,))
    assert ta.from_array(x, ((1, 9), None)).chunks == ((1, 9), (6,))
    assert ta.from_array(np.zeros(5), (2, 3)).chunks == ((2, 3),)
    assert ta.from_array(np.zeros((4096, 4096)), "8 MiB").chunks == ((1024,) * 4, (1024,) * 4)
    for chunks in (0, -2, (5,), ((1, 2), 6), ((-1, 11), 6), "what"):
        with pytest.raises(ValueError):
            ta.from_array(x, chunks)


@pytest.mark.parametrize("dtype", DTYPES)
def test_filled_arrays(dtype):
    for name in ("zeros", "ones"):
        assert_eq(getattr(ta, name)((3, 4), dtype=dtype, chunks=2), getattr(np, name)((3, 4), dtype=dtype))
    assert_eq(ta.full((3,), 1, dtype=dtype, chunks=2), np.full((3,), 1, dtype=dtype))
    assert_eq(ta.zeros((0, 2), dtype=dtype) + ta.ones(2, dtype=dtype), np.zeros((0, 2), dtype=dtype) + np.ones(2, dtype=dtype))
    assert_eq(ta.full((), 2.5).sum(), np.float64(2.5))


@pytest.mark.parametrize("arguments", [(10,), (2, 9), (2, 9, 3), (9, 2, -2), (0, 1, 0.1), (3, 3), (2**60, 2**60 + 5), (0.5, 4)])
def test_arange(arguments):
    for chunks in (1, 3, -1):
        assert_eq(ta.arange(*arguments, chunks=chunks), np.arange(*arguments), rtol=1e-15)
    assert_eq(ta.arange(5, dtype="float32", chunks=2), np.arange(5, dtype="float32"))


def test_where_and_casts(chunks):
    x = values("float64")
    lazy = ta.from_array(x, chunks)
    assert_eq(ta.where(lazy > 0, lazy, -1), np.where(x > 0, x, -1))
    assert_eq(np.where(lazy > 0, lazy, lazy[::-1]), np.where(x > 0, x, x[::-1]))
    for dtype in ("int64", "float32", "bool", int, np.float32):
        assert_eq(lazy.astype(dtype), x.astype(dtype))


def test_numpys_functions_know_arrays():
    x = values("float64")
    lazy = ta.from_array(x, 2)
    assert_eq(np.mean(lazy, axis=0), np.mean(x, axis=0), rtol=1e-12)
    assert_eq(np.transpose(lazy), np.transpose(x))
    np.testing.assert_array_equal(np.asarray(lazy), x)
    assert isinstance(x + lazy, ta.Array) and isinstance(np.add(x, lazy), ta.Array)


def test_persisted_and_shared_work(by_reference):
    x = values("float64")
    lazy = ta.from_array(x, 2) * 2
    held = lazy.persist()
    assert held.chunks == lazy.chunks
    assert_eq(held.sum(axis=0) + lazy.sum(axis=0), x.sum(axis=0) * 4, rtol=1e-12)
    total, least = tusk.compute(lazy.sum(), lazy.min())
    assert (round(total, 9), least) == (round((x * 2).sum(), 9), (x * 2).min())


@pytest.mark.parametrize("npartitions", [1, 3])
def test_frames_become_arrays(npartitions):
    frame = pd.DataFrame({"a": range(7), "x": [1.5, None, 3, 4, 5, 6, 7], "b": [True, False] * 3 + [True]})
    lazy = dd.from_pandas(frame, npartitions)
    assert np.isnan(lazy.to_array().shape[0]) or npartitions == 0
    assert_eq(lazy.to_array(), frame.to_numpy(dtype="float64"))
    known = lazy[["a"]].to_array(lengths=True)
    assert known.shape == (7, 1) and len(known.chunks[0]) == npartitions
    assert_eq(known.T[0], frame.a.to_numpy())
    assert_eq(lazy.x.to_array(lengths=known.chunks[0]), frame.x.to_numpy())
    assert_eq(lazy.b.to_array(), frame.b.to_numpy())
    assert_eq(lazy.a.to_array().sum() + lazy.a.to_array().max(), np.int64(27))
    assert_eq((lazy.x.to_array() + lazy.a.to_array())[...], (frame.x + frame.a).to_numpy())
    with pytest.raises(ValueError, match="got 1 for|rows, not"):
        lazy.a.to_array(lengths=[5]).compute()
    with pytest.raises(ValueError, match="compute_chunk_sizes"):
        lazy.a.to_array()[3]


def test_frames_with_texts_become_no_arrays():
    frame = pd.DataFrame({"t": ["a", "b"], "n": pd.array([1, None], dtype="Int64")})
    lazy = dd.from_pandas(frame, 1)
    with pytest.raises(TypeError, match="numbers"):
        lazy.t.to_array()
    with pytest.raises(ValueError, match="'n' has 1"):
        lazy.n.to_array().compute()


def write_zarr(folder, x, chunk, attributes=None):
    """A store of version 2 whose chunks are not compressed (https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html)."""
    folder.mkdir(parents=True)
    meta = {"zarr_format": 2, "shape": x.shape, "chunks": chunk, "dtype": x.dtype.str, "compressor": None, "order": "C"}
    (folder / ".zarray").write_text(json.dumps({**meta, "fill_value": 0, "filters": None}))
    grid = [range(-(-length // own)) for length, own in zip(x.shape, chunk)]
    for place in itertools.product(*grid):
        block = np.zeros(chunk, x.dtype)
        part = x[tuple(slice(i * own, (i + 1) * own) for i, own in zip(place, chunk))]
        block[tuple(map(slice, part.shape))] = part
        (folder / ".".join(map(str, place))).write_bytes(block.tobytes())


@pytest.mark.parametrize("dtype", ["float32", "int16", ">f8", "bool"])
@pytest.mark.parametrize("chunks", [None, 2, -1, {0: 1}, "auto"], ids=str)
def test_arrays_of_files(tmp_path, dtype, chunks):
    x = values(np.dtype(dtype).name).astype(dtype)
    expected = x.astype(x.dtype.newbyteorder("="))
    np.save(tmp_path / "x.npy", x)
    write_zarr(tmp_path / "x.zarr", x, (2, 3, 4))
    write_zarr(tmp_path / "g.zarr" / "deep" / "x", x, (2, 3, 4))
    (tmp_path / "g.zarr" / ".zgroup").write_text('{"zarr_format": 2}')
    (tmp_path / "g.zarr" / "deep" / ".zgroup").write_text('{"zarr_format": 2}')
    for lazy in (
        ta.open_array(tmp_path / "x.npy", chunks=chunks),
        ta.from_zarr(tmp_path / "x.zarr", chunks=chunks),
        ta.from_zarr(str(tmp_path / "g.zarr"), component="deep/x", chunks=chunks),
    ):
        assert lazy.shape == x.shape and lazy.dtype == expected.dtype
        assert_eq(lazy, expected)
        assert_eq(lazy[1:, ::-2, 1], expected[1:, ::-2, 1])
        assert_eq(lazy.sum(axis=(0, 2)), expected.sum(axis=(0, 2)), rtol=1e-5)
    if chunks is None:
        assert ta.from_zarr(tmp_path / "x.zarr").chunks == ((3,), (5,), (4,))  # whole stored pieces, joined
    elif chunks == {0: 1}:
        assert ta.from_zarr(tmp_path / "x.zarr", chunks=chunks).chunks == ((1, 1, 1), (3, 2), (4,))


def test_a_stack_of_npy_files(tmp_path):
    x = values("float64")
    for i, part in enumerate(np.split(x, [1, 3], axis=1)):
        np.save(tmp_path / f"{i}.npy", part)
    assert_eq(ta.from_npy_stack(tmp_path, axis=1), x)
    assert_eq(ta.from_npy_stack(tmp_path, axis=1)[:, 2], x[:, 2])


def test_mistakes_in_files(tmp_path):
    with pytest.raises(FileNotFoundError):
        ta.open_array(tmp_path / "no.npy")
    (tmp_path / "x.npy").write_bytes(b"\x93NUMPY\x01\x00")
    with pytest.raises(ValueError, match="x.npy"):
        ta.open_array(tmp_path / "x.npy")
    write_zarr(tmp_path / "g.zarr" / "one", values("int8"), (3, 3, 3))
    write_zarr(tmp_path / "g.zarr" / "two", values("int8"), (3, 3, 3))
    (tmp_path / "g.zarr" / ".zgroup").write_text('{"zarr_format": 2}')
    with pytest.raises(ValueError, match="name one of them: one, two"):
        ta.from_zarr(tmp_path / "g.zarr")
    with pytest.raises(KeyError, match="one"):
        ta.from_zarr(tmp_path / "g.zarr", component="ome")
    with pytest.raises(ValueError, match="add up"):
        ta.from_zarr(tmp_path / "g.zarr", component="one", chunks=((1,), 5, 4))
    lazy = ta.from_zarr(tmp_path / "g.zarr", component="one")
    (tmp_path / "g.zarr" / "one" / "0.1.0").write_bytes(b"short")
    with pytest.raises(ValueError, match="0.1.0|one"):
        lazy.sum().compute()


def test_mistakes_are_found_when_they_are_made():
    lazy = ta.from_array(np.zeros((3, 4)), 2)
    with pytest.raises(ValueError, match=r"\(3, 4\) and \(3,\)"):
        lazy + np.zeros(3)
    with pytest.raises(IndexError, match="from -3 to 2 along axis 0"):
        lazy[3]
    with pytest.raises(IndexError, match="got 3 for 2 axes"):
        lazy[0, 0, 0]
    with pytest.raises(IndexError, match="one ellipsis"):
        lazy[..., ...]
    with pytest.raises(IndexError, match="from -2 to 1"):
        lazy.sum(axis=2)
    with pytest.raises(ValueError, match="once"):
        lazy.sum(axis=(0, -2))
    with pytest.raises(ValueError, match="step"):
        lazy[::0]
    with pytest.raises(NotImplementedError, match="so far"):
        lazy[[0, 1]]
    with pytest.raises(TypeError):
        lazy + "text"
    with pytest.raises(ValueError, match="add up"):
        lazy.rechunk(((1, 1), 4))
    with pytest.raises(TypeError, match="numbers"):
        ta.from_array(np.array(["a"]))


def test_how_an_array_looks():
    lazy = ta.from_array(np.zeros((3, 4)), 2)
    assert repr(lazy) == "tusk.array<shape=(3, 4), dtype=float64, chunksize=(2, 2), blocks=4>"
    assert len(lazy) == 3
    with pytest.raises(TypeError, match="no axes"):
        len(lazy.sum())
