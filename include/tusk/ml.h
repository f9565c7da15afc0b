// Machine learning on lazy tables: all of <tusk/ml/…>.
#pragma once

#include <tusk/ml/linear_regression.h>
#include <tusk/ml/model_selection.h>
#include <tusk/ml/standard_scaler.h>
