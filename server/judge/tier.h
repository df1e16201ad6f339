// Every provider behind one Judge: each question goes where its own policy sends it.
#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "server/judge/judge.h"
#include "server/judge/surroundings.h"

namespace gavel::judge {

// The judge that app wires up. All of it runs on `executor`, which must not run handlers of its
// at the same time on several threads. Outlives every question asked of it.
std::unique_ptr<Judge> make_judge(boost::asio::any_io_executor executor);

// The same on surroundings of the caller's choice, e.g. to read its ledger.
std::unique_ptr<Judge> make_judge(Surroundings surroundings);

}  // namespace gavel::judge
