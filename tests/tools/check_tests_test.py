"""tools/check_tests refuses test files that neither CMake nor pytest would find."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

REGISTERED = [
    ("tests/core/bytes_test.cpp", "TEST(Bytes, Parses) {}"),
    ("tests/core/bytes_soak.cpp", "TEST_F(Bytes, Parses) {}"),
    ("tests/core/plugins/operations.cpp", "int latest(int x) { return x; }"),
    ("tests/python/test_delayed.py", "def test_computes(): pass"),
    ("tests/python/array/test_sum.py", "class TestSum:\n    def test_sums(self): pass"),
    ("tests/python/conftest.py", "def answer(): pass"),
    ("tests/tools/check_test.py", "def test_checks(self): pass"),
]

UNREGISTERED = [
    ("tests/core/bytes.cpp", "TEST(Bytes, Parses) {}"),
    ("tests/cores/bytes_test.cpp", "TEST_P(Bytes, Parses) {}"),
    ("tests/core/deep/bytes_test.cpp", "TYPED_TEST(Bytes, Parses) {}"),
    ("tests/core/cases.h", "  TEST(Bytes, Parses) {}"),
    ("tests/python/delayed.py", "def test_computes(): pass"),
    ("tests/core/test_bytes.py", "def test_parses(): pass"),
]


def check(name, content):
    """The exit status and output of tools/check_tests on a checkout that holds one test."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in ((Path(root, "cmake/layers.cmake"), "tusk_layer(core)\n"), (Path(root, name), content)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        command = [sys.executable, CHECKOUT / "tools" / "check_tests", root]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


class CheckTests(unittest.TestCase):
    def test_accepts_what_is_run(self):
        for name, content in REGISTERED:
            with self.subTest(name=name):
                self.assertEqual(check(name, content), (0, ""))

    def test_names_what_nothing_would_run(self):
        for name, content in UNREGISTERED:
            with self.subTest(name=name):
                status, output = check(name, content)
                self.assertEqual(status, 1)
                self.assertTrue(output.startswith(f"{name}:1: a test that nothing runs; name it"), output)


if __name__ == "__main__":
    unittest.main()
