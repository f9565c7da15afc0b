// Plots as PNG files: all of <tusk/plot/…>.
#pragma once

#include <tusk/plot/charts.h>
