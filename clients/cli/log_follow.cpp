#include "clients/cli/log_follow.h"

#include <algorithm>
#include <utility>

#include "clients/cli/output.h"

namespace gavel::cli {
namespace {

constexpr std::int64_t page = 500;

class Follower {
 public:
  Follower(Following following, const std::function<void(const audit::Row&)>& show)
      : at_(std::move(following)), show_(show) {}

  // Everything there is now.
  void look() {
    Result<audit::Reader> reader = audit::Reader::open(at_.path);
    if (!reader.ok()) return trouble(reader.faults());
    const Result<audit::Head> last = reader->last();
    if (!last.ok()) return trouble(last.faults());
    troubled_ = false;
    if (last->seq < at_.seen) {
      report({{FaultKind::conflict, at_.path, "another log stands in its place",
               "it is shown from its first row; gavel log verify looks for what is missing"}});
      at_.seen = 0;
    }
    while (show_page(*reader)) {
    }
    // What the filters left out is not looked through again.
    if (!troubled_) at_.seen = std::max(at_.seen, last->seq);
  }

 private:
  bool show_page(audit::Reader& reader) {
    const Result<std::vector<audit::Row>> rows =
        reader.after(at_.seen, page, at_.filter, at_.width);
    if (!rows.ok()) {
      trouble(rows.faults());
      return false;
    }
    for (const audit::Row& row : *rows) show_(row);
    if (!rows->empty()) at_.seen = rows->back().seq;
    return static_cast<std::int64_t>(rows->size()) == page;
  }

  void trouble(const Faults& faults) {
    if (!std::exchange(troubled_, true)) report(faults);
  }

  Following at_;
  const std::function<void(const audit::Row&)>& show_;
  bool troubled_ = false;
};

}  // namespace

void follow(Following following, const std::function<void(const audit::Row&)>& show,
            const std::function<bool()>& wait) {
  Follower follower(std::move(following), show);
  do {
    follower.look();
  } while (wait());
}

}  // namespace gavel::cli
