// Data sets that are made on demand: all of <tusk/datasets/…>.
#pragma once

#include <tusk/datasets/taxi_records.h>
