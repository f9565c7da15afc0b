#include "kernels/csv/csv_format.h"

namespace tusk::kernels {

const std::vector<std::string>& default_missing_texts() {
  static const std::vector<std::string> texts = {"",     "#N/A",   "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN",
                                                 "-nan", "1.#IND", "1.#QNAN",  "<NA>", "N/A",     "NA",       "NULL",
                                                 "NaN",  "None",   "n/a",      "nan",  "null"};
  return texts;
}

}  // namespace tusk::kernels
