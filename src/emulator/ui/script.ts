/**
 * Keeps a page up to date: requests it every second while it is visible, and changes only what is different. Focus,
 * selection and unfolded sections therefore stay.
 */
export const script = `
const keyOf = (node) => (node.nodeType === 1 ? node.getAttribute("data-key") : null)

const morph = (from, to) => {
  if (from.isEqualNode(to)) return
  if (from.nodeName !== to.nodeName || from.nodeType !== 1 || keyOf(from) !== keyOf(to)) return from.replaceWith(to)
  for (const { name } of [...from.attributes]) {
    if (name !== "open" && !to.hasAttribute(name)) from.removeAttribute(name)
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value)
  }
  const old = [...from.childNodes]
  const keyed = new Map(old.flatMap((node) => (keyOf(node) === null ? [] : [[keyOf(node), node]])))
  const fresh = [...to.childNodes].map((node, i) => {
    const match = keyOf(node) === null ? old[i] : keyed.get(keyOf(node))
    if (match === undefined || match.nodeName !== node.nodeName || keyOf(match) !== keyOf(node)) return node
    if (match.nodeType !== 1) return match.isEqualNode(node) ? match : node
    morph(match, node)
    return match
  })
  if (fresh.length !== old.length || fresh.some((node, i) => node !== from.childNodes[i])) from.replaceChildren(...fresh)
}

let tag

const refresh = async () => {
  const answer = await fetch(location.href, { headers: tag === undefined ? {} : { "if-none-match": tag } })
  delete document.body.dataset.offline
  if (answer.status === 304) return
  const next = new DOMParser().parseFromString(await answer.text(), "text/html")
  tag = answer.headers.get("etag") ?? undefined
  document.title = next.title
  morph(document.querySelector("main"), next.querySelector("main"))
}

const tick = async () => {
  if (!document.hidden) {
    await refresh().catch(() => { document.body.dataset.offline = "" })
  }
  setTimeout(tick, 1000)
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) void refresh().catch(() => undefined) })
setTimeout(tick, 1000)
`
