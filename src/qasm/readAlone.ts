/**
 * The reader of programs, for callers that load it only when they need it. In `dist` this module contains everything
 * that it needs. Otherwise a bundler would put the code that it shares with a program into the program's entry file.
 */
export { read } from "./read.ts"
