// The start of the cryptographic library, which whoever calls it must do first.
#pragma once

namespace rulec {

// Without the configuration file of the machine (`OPENSSL_CONF`), which may load code: what a
// digest or a key is must not depend on it. The library reads that file at its first use, so this
// is asked for before every use; only the first call does anything.
void start_crypto();

}  // namespace rulec
