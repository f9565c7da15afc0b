// Futures: tasks that begin when they are submitted.
#pragma once

#include <tusk/runtime/client.h>
#include <tusk/runtime/future.h>
#include <tusk/runtime/progress.h>
#include <tusk/runtime/wait.h>
