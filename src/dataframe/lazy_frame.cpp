#include <tusk/dataframe/lazy_frame.h>

#include <utility>

#include <tusk/core/error.h>
#include <tusk/delayed/node.h>
