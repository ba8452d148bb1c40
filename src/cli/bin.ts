#!/usr/bin/env node
// Node keeps the compiled code in its own folder, from 22.8 on: what is loaded next then starts faster.
process.getBuiltinModule("node:module").enableCompileCache?.()

const { main } = await import("./main.ts")
main()
