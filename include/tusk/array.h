// Lazy arrays in chunks: all of <tusk/array/…>.
#pragma once

#include <tusk/array/array.h>
#include <tusk/array/stored.h>
