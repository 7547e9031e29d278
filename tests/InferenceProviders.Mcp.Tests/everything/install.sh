#!/usr/bin/env bash
# Installs the MCP reference server beside the tests that call it. Exact versions are in package-lock.json.
set -euo pipefail
cd "$(dirname "$0")"
npm ci
