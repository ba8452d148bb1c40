#!/usr/bin/env node
// From 22.8 on, Node can cache compiled code in its own folder. Everything that is loaded after this call starts
// faster.
process.getBuiltinModule("node:module").enableCompileCache?.()

const { main } = await import("./main.ts")
main()
