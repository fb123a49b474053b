#!/usr/bin/env bash
# Packages and the tools that others use for images: skopeo copies one into a folder, into a
# registry (docker-registry on the loopback address, on a port that it chooses itself) and back into
# an archive. The manifest's digest and every blob stay what they were, and rulec reads what came
# back. Nothing leaves this machine.
#   skopeo.sh PROGRAM
set -euo pipefail
export LC_ALL=C
program=$(cd "$(dirname "${1:?the rulec program}")" && pwd)/$(basename "$1")
for tool in skopeo docker-registry; do
  if ! command -v $tool >/dev/null; then
    printf 'SKIPPED: cli/skopeo: %s is not installed (scripts/setup test)\n0 passed, 0 failed, 1 skipped\n' $tool
    exit 0
  fi
done

folder=$(mktemp -d)
registry=
cleanup() {
  if [ -n "$registry" ]; then
    kill "$registry" 2>/dev/null || true
    wait "$registry" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"
export HOME=$folder XDG_RUNTIME_DIR=$folder REGISTRY_AUTH_FILE=$folder/auth.json

passed=0
failed=0
ok() { passed=$((passed + 1)); }
bad() {
  failed=$((failed + 1))
  printf 'FAILED: %s\n' "$1"
  [ $# -lt 2 ] || printf '%s\n' "$2" | head -n 20 | sed 's/^/    /'
}
# same WHAT EXPECTED GOT
same() { if [ "$2" = "$3" ]; then ok; else bad "$1" "expected $2, got $3"; fi; }

mkdir -p shop/rules
cat >shop/rulec.yaml <<'YAML'
rulec: 1
name: shop-rules
version: 1.3.0
entry_points: { checkout: {} }
YAML
cat >shop/rules/terms.rule.json <<'JSON'
{ "id": "terms", "entry_point": "checkout", "condition": { ">": [{ "var": "cart.total" }, 10] },
  "actions": [ { "type": "display_message", "message": "Please read the terms." } ],
  "tests": [ { "name": "above", "context": { "cart": { "total": 11 } }, "expect": { "fires": true } } ] }
JSON
# Signed, so that envelopes travel, too.
openssl genpkey -algorithm ed25519 -out ci.key 2>/dev/null
chmod 600 ci.key
"$program" -C shop package --sign "$folder/ci.key" --allow-dirty -o "$folder/shop.rpack" >out 2>&1 ||
  bad 'package works at all' "$(cat out)"

# fact FILE MEMBER: of what rulec says about a file.
fact() { "$program" inspect --json "$1" | tr ',{' '\n' | sed -n "s/^\"$2\":\"\\(.*\\)\".*/\\1/p" | head -n 1; }
digest=$(fact shop.rpack digest)
manifest=$(fact shop.rpack manifest_digest)
case $digest$manifest in sha256:*sha256:*) ok ;; *) bad 'the digests of the package' "$digest $manifest" ;; esac

# blobs FILE: names and content of an archive's blobs, each hashed again.
blobs() {
  rm -rf unpacked && mkdir unpacked && tar -xf "$1" -C unpacked
  (cd unpacked/blobs/sha256 && sha256sum -- *)
}
blobs shop.rpack >blobs.expected

copy() { skopeo --insecure-policy copy -q "$@" 2>err || bad "skopeo copy $*" "$(cat err)"; }
# check_back FILE: an archive that skopeo wrote.
check_back() {
  same "$1: the digest of the bundle" "$digest" "$(fact "$1" digest)"
  same "$1: the digest of the manifest" "$manifest" "$(fact "$1" manifest_digest)"
  blobs "$1" >blobs.got
  if cmp -s blobs.expected blobs.got; then ok; else bad "$1: the blobs" "$(diff blobs.expected blobs.got)"; fi
  if "$program" eval checkout --bundle "$1" --context - <<<'{"cart":{"total":11}}' >out 2>&1 && grep -q terms out; then
    ok
  else
    bad "$1 decides" "$(cat out)"
  fi
  same "$1: envelopes" "$("$program" inspect shop.rpack | grep urn:rulec)" "$("$program" inspect "$1" | grep urn:rulec)"
}

# From archive to archive, with and without a tag.
copy oci-archive:shop.rpack:1.3.0 oci-archive:tagged.rpack:1.3.0
check_back tagged.rpack
copy oci-archive:shop.rpack oci-archive:untagged.rpack
check_back untagged.rpack

# Into a folder: the manifest and the blobs by their digests.
copy oci-archive:shop.rpack:1.3.0 dir:"$folder/dir"
same 'the manifest in a folder' "$manifest" "sha256:$(sha256sum <dir/manifest.json | cut -d' ' -f1)"
same 'the bundle in a folder' "$digest" "sha256:$(sha256sum <"dir/${digest#sha256:}" | cut -d' ' -f1)"

# Through a registry.
cat >registry.yml <<YAML
version: 0.1
storage: { filesystem: { rootdirectory: $folder/registry } }
http: { addr: "127.0.0.1:0", secret: none }
YAML
docker-registry serve registry.yml >registry.log 2>&1 &
registry=$!
port=
for _ in $(seq 100); do
  port=$(sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]*\).*/\1/p' registry.log | head -n 1)
  [ -z "$port" ] || break
  kill -0 $registry 2>/dev/null || break
  read -rt 0.1 <> <(:) || true
done
if [ -z "$port" ]; then
  bad 'the registry starts' "$(cat registry.log)"
else
  image=docker://127.0.0.1:$port/rules/shop:1.3.0
  copy --dest-tls-verify=false oci-archive:shop.rpack:1.3.0 "$image"
  same 'the digest that the registry says' "$manifest" \
    "$(skopeo inspect --tls-verify=false --format '{{.Digest}}' "$image" 2>/dev/null ||
      skopeo inspect --raw --tls-verify=false "$image" | sha256sum | sed 's/^\([0-9a-f]*\).*/sha256:\1/')"
  copy --src-tls-verify=false "$image" oci-archive:back.rpack:1.3.0
  check_back back.rpack
  # Pinned by the digest, as a deployment does.
  copy --src-tls-verify=false "docker://127.0.0.1:$port/rules/shop@$manifest" oci-archive:pinned.rpack:1.3.0
  check_back pinned.rpack
fi

printf '%d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
