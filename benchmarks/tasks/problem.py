"""The graphs of the benchmark `tasks`, the same as in problem.h."""


class Problem:
    """Tasks 0 to size - 1; task t takes the results of inputs[input_start[t]:input_start[t + 1]]."""

    def __init__(self, name):
        self.name = name
        self.input_start = [0]
        self.inputs = []
        self.outputs = []

    @property
    def size(self):
        return len(self.input_start) - 1

    def add(self, *inputs):
        self.inputs.extend(inputs)
        self.input_start.append(len(self.inputs))


def merge(n):
    problem = Problem(f"merge-{n}")
    for _ in range(n):
        problem.add()
    problem.add(*range(n))
    problem.outputs = [n]
    return problem


def tree(depth):
    problem = Problem(f"tree-{depth}")
    width, first = 2**depth, 0
    for _ in range(width):
        problem.add()
    while width > 1:
        for i in range(0, width, 2):
            problem.add(first + i, first + i + 1)
        first += width
        width //= 2
    problem.outputs = [first]
    return problem


def stencil(width, steps):
    problem = Problem(f"stencil-{width}x{steps}")
    for _ in range(width):
        problem.add()
    for step in range(1, steps):
        before = (step - 1) * width
        for i in range(width):
            problem.add(before + (i - 1) % width, before + i, before + (i + 1) % width)
    problem.outputs = [(steps - 1) * width + i for i in range(width)]
    return problem


def chain(n):
    problem = Problem(f"chain-{n}")
    problem.add()
    for i in range(1, n):
        problem.add(i - 1)
    problem.outputs = [n - 1]
    return problem


def layered(width, layers):
    problem = Problem(f"layered-{width}x{layers}")
    state = 12345

    def draw(below):
        nonlocal state
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        return (state >> 8) % below

    for _ in range(width):
        problem.add()
    for layer in range(1, layers):
        for _ in range(width):
            problem.add(*[(layer - 1) * width + draw(width) for _ in range(1 + draw(4))])
    problem.outputs = [(layers - 1) * width + i for i in range(width)]
    return problem


def problems(is_quick):
    for n in (10_000, 100_000, 1_000_000):
        if not is_quick or n <= 100_000:
            yield merge(n)
    yield tree(15)
    yield stencil(64, 200 if is_quick else 1000)
    yield chain(100_000)
    yield layered(1000, 50 if is_quick else 100)
