#include <algorithm>

#include "runtime/index/segment.h"

namespace rulec::runtime::index {
namespace {

constexpr std::size_t kSmallTableBytes = 4096;
// What lists may take for each change: about what its bits take.
constexpr std::size_t kBytesForChange = 64;

}  // namespace

Steps::Steps(std::vector<ClassId> begins, std::uint32_t class_count) {
  constexpr std::size_t kClassesForStep = 8;
  constexpr std::size_t kFewSteps = 64;
  if (begins.empty() || class_count <= kClassesForStep * (begins.size() + kFewSteps)) {
    by_class_.reserve(class_count);
    std::uint32_t step = 0;
    for (ClassId id = 0; id < class_count; ++id) {
      while (step < begins.size() && begins[step] <= id) {
        ++step;
      }
      by_class_.push_back(step);
    }
    return;
  }
  begins_ = Ranks(std::move(begins));
}

NameLists::NameLists(std::uint32_t attribute, std::vector<BitsName> before,
                     std::vector<Change> changes, std::uint32_t class_count)
    : attribute_(attribute), stride_(padded(static_cast<std::uint32_t>(before.size()))) {
  before.resize(stride_, 0);
  // Changes come block by block, each block's ascending; ties may stay in any order.
  std::ranges::stable_sort(changes, {}, &Change::from);
  std::vector<ClassId> begins;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (i == 0 || changes[i].from != changes[i - 1].from) {
      begins.push_back(changes[i].from);
    }
  }
  std::size_t list_bytes = (begins.size() + 1) * stride_ * sizeof(BitsName);
  has_changes_ = list_bytes > std::max(kSmallTableBytes, kBytesForChange * changes.size());
  has_changes_ ? keep_changes(before, changes) : keep_lists(before, changes, begins.size());
  steps_ = Steps(std::move(begins), class_count);
}

void NameLists::keep_lists(const std::vector<BitsName>& before, const std::vector<Change>& changes,
                           std::size_t steps) {
  lists_.reserve((steps + 1) * stride_);
  lists_ = before;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (i == 0 || changes[i].from != changes[i - 1].from) {
      std::size_t last = lists_.size() - stride_;
      for (std::uint32_t k = 0; k < stride_; ++k) {
        lists_.push_back(lists_[last + k]);
      }
    }
    lists_[lists_.size() - stride_ + changes[i].block] = changes[i].name;
  }
}

void NameLists::keep_changes(const std::vector<BitsName>& before,
                             const std::vector<Change>& changes) {
  changes_per_list_ = std::max<std::uint32_t>(kNamesStep, stride_ / 2);
  std::vector<BitsName> list = before;
  change_end_.push_back(0);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (i % changes_per_list_ == 0) {
      lists_.insert(lists_.end(), list.begin(), list.end());
    }
    if (i > 0 && changes[i].from != changes[i - 1].from) {
      change_end_.push_back(static_cast<std::uint32_t>(i));
    }
    list[changes[i].block] = changes[i].name;
    changes_.push_back({.block = changes[i].block, .name = changes[i].name});
  }
  lists_.insert(lists_.end(), list.begin(), list.end());
  change_end_.push_back(static_cast<std::uint32_t>(changes.size()));
  lists_.shrink_to_fit();
  changes_.shrink_to_fit();
}

const BitsName* NameLists::replayed(std::uint32_t step, BitsName* room) const {
  std::uint32_t end = change_end_[step];
  std::uint32_t list = end / changes_per_list_;
  const BitsName* from = lists_.data() + std::size_t{list} * stride_;
  std::uint32_t at = list * changes_per_list_;
  if (at == end) {
    return from;
  }
  std::copy_n(from, stride_, room);
  for (; at < end; ++at) {
    room[changes_[at].block] = changes_[at].name;
  }
  return room;
}

std::size_t NameLists::bytes() const {
  return steps_.bytes() + lists_.capacity() * sizeof(BitsName) +
         changes_.capacity() * sizeof(SmallChange) + change_end_.capacity() * sizeof(std::uint32_t);
}

}  // namespace rulec::runtime::index
