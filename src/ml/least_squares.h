// Least squares in one pass: what a linear regression needs of its rows, in memory that does not grow with them.
#pragma once

#include <string>
#include <vector>

#include "kernels/reducer.h"

namespace tusk::ml {

// Of the columns `features` and `target`, all numbers. The result is one column "value": the intercept (0 without), and
// then a coefficient for each feature; of many equally good solutions the one with the smallest coefficients, as
// scikit-learn's LinearRegression.
//
// A partial result is the number of rows, their means, and the triangular factor of the QR decomposition of what is
// left of them when the means are taken away (T. F. Chan, G. H. Golub, R. J. LeVeque: Updating Formulae and a Pairwise
// Algorithm for Computing Sample Variances, 1979, for the means; J. Demmel, L. Grigori, M. Hoemmen, J. Langou:
// Communication-optimal parallel and sequential QR, 2012, for the factors). Nothing is squared, so the accuracy is that
// of a QR of all rows. Reading throws ValueError naming a column with a missing or infinite value.
kernels::ReducerPtr least_squares(std::vector<std::string> features, std::string target, bool fit_intercept);

}  // namespace tusk::ml
