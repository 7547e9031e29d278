#!/usr/bin/env bash
# Installs the MCP servers of the protocol's authors beside the tests that call it. Exact versions are in package-lock.json.
set -euo pipefail
cd "$(dirname "$0")"
npm ci
