import { expect, it } from "@effect/vitest"
import { shownUrl } from "../../src/client/shownUrl.ts"

it("leaves out the values of query parameters that may be credentials", () => {
  expect(shownUrl("https://a.b/c?limit=2&sig=abc&X-Amz-Signature=1%202&token=t#end")).toBe(
    "https://a.b/c?limit=2&sig=REDACTED&X-Amz-Signature=REDACTED&token=REDACTED#end",
  )
  expect(shownUrl("https://a.b/c")).toBe("https://a.b/c")
})
