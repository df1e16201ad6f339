// Every provider behind one Judge: each question goes where its own policy sends it.
#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "server/judge/judge.h"
#include "server/judge/surroundings.h"

namespace gavel::judge {

// The judge that app wires up. It may be asked from any executor that runs one handler at a time.
// What it takes to ask a model runs on `executor`, which must do so too. Outlives every question
// asked of it.
std::unique_ptr<Judge> make_judge(boost::asio::any_io_executor executor);

// The same on surroundings of the caller's choice, e.g. to read its ledger.
std::unique_ptr<Judge> make_judge(Surroundings surroundings);

}  // namespace gavel::judge
