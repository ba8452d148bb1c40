#!/usr/bin/env node
// From 22.8 on, Node caches compiled code in its own folder, so that everything loaded after this starts faster.
process.getBuiltinModule("node:module").enableCompileCache?.()

const { main } = await import("./main.ts")
main()
