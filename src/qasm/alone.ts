/**
 * The reader of programs for those who load it when they need it. In `dist` this module holds all that it needs: a
 * bundler would put whatever it shares with a program into that program's start.
 */
export { read } from "./read.ts"
