// Delayed: any function, called later and in parallel.
#pragma once

#include <tusk/delayed/delayed.h>
#include <tusk/delayed/delayed_function.h>
#include <tusk/delayed/graph_manipulation.h>
#include <tusk/delayed/operators.h>
#include <tusk/delayed/several.h>
