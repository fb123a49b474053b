// Lists of a rendered Markdown template whose items come from blocks.
#pragma once

#include <vector>

#include "compiler/templates/part.h"

namespace rulec::compiler {

// `{{#each}}<ul>…</ul>{{/each}}` becomes `<ul>{{#each}}…{{/each}}</ul>`, and so does an `{{#if}}`
// beside a list; lists of one kind that then follow each other become one. So all items are
// numbered as one list, as they are in Markdown. Holes and marks keep their order.
void join_lists(std::vector<Part>& parts);

}  // namespace rulec::compiler
