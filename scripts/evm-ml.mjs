#!/usr/bin/env node
import('../packages/node/dist/cli/main.js');
