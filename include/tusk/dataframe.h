// Lazy tables in partitions: all of <tusk/dataframe/…>.
#pragma once

#include <tusk/dataframe/accessors.h>
#include <tusk/dataframe/arithmetic.h>
#include <tusk/dataframe/columns.h>
#include <tusk/dataframe/data_frame.h>
#include <tusk/dataframe/dummies.h>
#include <tusk/dataframe/from_delayed.h>
#include <tusk/dataframe/group_by.h>
#include <tusk/dataframe/print.h>
#include <tusk/dataframe/random_split.h>
#include <tusk/dataframe/read.h>
#include <tusk/dataframe/series.h>
#include <tusk/dataframe/write.h>
