"""tools/check_layers refuses a planted include, naming file, line, rule and remedy."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

LAYERS = """
tusk_layer(core LIBRARIES yaml-cpp)
tusk_layer(graph USES core)
tusk_layer(runtime USES graph LIBRARIES fmt)
tusk_layer(delayed
  USES graph)
tusk_command(cli USES runtime delayed)
"""

GOOD = {
    "cmake/layers.cmake": LAYERS,
    "include/tusk/core/bytes.h": "#pragma once\n#include <string>\n",
    "include/tusk/graph/graph.h": "#include <tusk/core/bytes.h>\n#include <arrow/type_fwd.h>\n",
    "include/tusk/runtime/pool.h": "#include <tusk/graph/graph.h>\n",
    "include/tusk/delayed/delayed.h": "#include <tusk/graph/graph.h>\n",
    "include/tusk/everything.h":
        "// All.\n#pragma once\n#include <tusk/runtime/pool.h>\n#include <tusk/delayed/delayed.h>\n",
    "src/graph/order.h": "",
    "src/graph/order.cpp": '#include "graph/order.h"\n#include <tusk/core/bytes.h>\n#include <fmt/format.h>\n',
    "src/runtime/pool.cpp": '#include "graph/order.h"\n#include <tusk/graph/graph.h>\n',
    "src/cli/main.cpp": "#include <tusk/everything.h>\n",
    "tests/graph/drawn.h": "",
    "tests/runtime/pool_test.cpp": '#include "graph/order.h"\n#include "tests/graph/drawn.h"\n',
    "tests/install/main.cpp": "#include <tusk/everything.h>\n",
}

# file, its content, what must be said about it
BAD = [
    ("src/core/bytes.cpp", "\n#include <tusk/graph/graph.h>\n",
     "src/core/bytes.cpp:2: layer core may use no other layer, and <tusk/graph/graph.h> belongs to graph; "
     "move this code up to graph or above it, or what it needs down to core; cmake/layers.cmake has the rule\n"),
    ("include/tusk/core/bytes.h", "#include <tusk/runtime/pool.h>",
     "include/tusk/core/bytes.h:1: layer core may use no other layer, and <tusk/runtime/pool.h> belongs to runtime; "),
    ("src/delayed/delayed.cpp", "#include <tusk/runtime/pool.h>",
     "src/delayed/delayed.cpp:1: layer delayed may use core, graph, and <tusk/runtime/pool.h> belongs to runtime; "),
    ("src/delayed/delayed.cpp", '  #  include "runtime/pool.h"\n',
     'src/delayed/delayed.cpp:1: layer delayed may use core, graph, and "runtime/pool.h" belongs to runtime; '),
    ("tests/delayed/delayed_test.cpp", "#include <tusk/everything.h>",
     "tests/delayed/delayed_test.cpp:1: layer delayed may use core, graph, and <tusk/everything.h> belongs to runtime"),
    ("tests/core/bytes_test.cpp", '#include "graph/order.h"',
     'tests/core/bytes_test.cpp:1: layer core may use no other layer, and "graph/order.h" belongs to graph; '),
    ("tests/core/bytes_test.cpp", '#include "tests/graph/drawn.h"',
     'tests/core/bytes_test.cpp:1: layer core may use no other layer, and "tests/graph/drawn.h" belongs to graph; '),
    ("include/tusk/graph/graph.h", '#include "graph/order.h"',
     'include/tusk/graph/graph.h:1: include/ may include no private header: got "graph/order.h"; '),
    ("include/tusk/graph/graph.h", "#include <fmt/format.h>",
     "include/tusk/graph/graph.h:1: public headers include only the C++ library and Tusk: got <fmt/format.h>; "),
        ("src/graph/order.cpp", '#include "order.h"',
     'src/graph/order.cpp:1: a private header is included by its path from src/: got "order.h"; write "LAYER/NAME.h"'),
    ("src/graph/order.cpp", '#include "../graph/order.h"',
     'src/graph/order.cpp:1: a private header is included by its path from src/: got "../graph/order.h"; write'),
    ("include/tusk/everything.h", "#include <tusk/core/bytes.h>\nint x;\n",
     "include/tusk/everything.h:2: a header directly in include/tusk only includes others; move the code"),
    ("src/helpers/x.cpp", "",
     "src/helpers/x.cpp:1: src/helpers is no layer; declare helpers in cmake/layers.cmake, or move the file "),
    ("cmake/layers.cmake", "tusk_layer(core USES graph)\ntusk_layer(graph)\n",
     "cmake/layers.cmake: layers are declared from the bottom up: core uses graph, which is not declared above it; "),
]


def check(files):
    """The exit status and output of tools/check_layers on a checkout that holds `files`."""
    with tempfile.TemporaryDirectory() as root:
        for name, content in files.items():
            path = Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        command = [sys.executable, CHECKOUT / "tools" / "check_layers", root]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr


class CheckLayers(unittest.TestCase):
    def test_accepts_what_can_be_derived(self):
        self.assertEqual(check(GOOD), (0, ""))

    def test_refuses_each_planted_fault_once_and_says_what_to_do(self):
        for name, content, said in BAD:
            with self.subTest(name=name, content=content):
                status, output = check({**GOOD, name: content})
                self.assertEqual(status, 1)
                self.assertTrue(output.startswith(said), output)
                self.assertEqual(output.count("\n"), 1, output)


if __name__ == "__main__":
    unittest.main()
