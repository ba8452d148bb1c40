/**
 * Leaves out mutations of texts that are only read by people: an empty message breaks no program. Everything around them, such as
 * the condition that chooses between two messages, is mutated all the same.
 */
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin"

/** Calls whose texts are for logs, traces and errors. */
const telling =
  /^(Error|TypeError|RangeError|fn|fnUntraced|withSpan|log|logTrace|logDebug|logInfo|logWarning|logError|annotateLogs|annotateCurrentSpan|annotateSpans)$/

const nameOf = (node) => {
  if (node?.type === "Identifier") return node.name
  if (node?.type === "MemberExpression") return nameOf(node.property)
  if (node?.type === "StringLiteral") return node.value
  return ""
}

const textOf = (node) =>
  node.type === "StringLiteral" ? node.value : node.quasis.map(({ value }) => value.raw).join("x")

/** Three words in a row are a sentence, wherever they stand. */
const isSentence = (text) => /[a-z,]+ [a-z]+ [a-z]+/i.test(text)

const isRead = (path) => {
  const { node } = path
  if (node.type !== "StringLiteral" && node.type !== "TemplateLiteral") return false
  if (isSentence(textOf(node))) return true
  for (let at = path; at.parentPath !== null; at = at.parentPath) {
    const { parent } = at
    // Further out is other code.
    if (parent.type === "BlockStatement" || parent.type === "Program") return false
    if (parent.type === "ObjectProperty" && nameOf(parent.key) === "message") return at.key === "value"
    const called = parent.type === "CallExpression" || parent.type === "NewExpression"
    if (called && at.listKey === "arguments") return telling.test(nameOf(parent.callee))
    const through = ["ConditionalExpression", "BinaryExpression", "LogicalExpression", "TemplateLiteral"]
    if (!through.includes(parent.type)) return false
  }
  return false
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "messages", {
    shouldIgnore: (path) => (isRead(path) ? "A text that only people read" : undefined),
  }),
]
