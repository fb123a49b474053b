// Whether a decision can be watched. bench/ builds the engine a second time with
// RULEC_WITHOUT_OBSERVER, to count what the question costs when nobody asks for explanations.
#pragma once

namespace rulec::runtime {

#ifdef RULEC_WITHOUT_OBSERVER
inline constexpr bool kCanBeWatched = false;
#else
inline constexpr bool kCanBeWatched = true;
#endif

}  // namespace rulec::runtime
