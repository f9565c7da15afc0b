// Plots: all of <tusk/plot/…>.
#pragma once

#include <tusk/plot/draw.h>
