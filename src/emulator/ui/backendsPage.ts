import type { Backend } from "../../schema/Backend.ts"
import type { Characterization } from "../../schema/Characterization.ts"
import { type Html, html } from "./Html.ts"
import { facts, plural, spanOf, statusOf } from "./shell.ts"

/** A backend, its newest characterization, and the number of its jobs that have not ended. */
export interface BackendView {
  readonly backend: Backend
  readonly characterization: Characterization | undefined
  readonly waiting: number
}

export const backendsPage = (views: ReadonlyArray<BackendView>): Html =>
  html`<div class="cards">${views.map(card)}</div>`

const percent = (fidelity: { readonly median?: number | null } | null | undefined): string | undefined =>
  fidelity?.median == null ? undefined : `${(100 * fidelity.median).toFixed(2)} %`

const card = ({ backend, characterization, waiting }: BackendView): Html => {
  const { fidelity } = characterization ?? {}
  return html`<section class="card" data-key="${backend.backend}">
    <h2>${backend.backend}${statusOf(backend.status)}</h2>
    ${facts([
      ["Qubits", backend.qubits],
      ["Queue", backend.average_queue_time == null ? undefined : spanOf(backend.average_queue_time)],
      ["Unfinished", plural(waiting, "job")],
      ["Native gates", backend.supported_native_gates?.join(", ")],
      ["Fidelity, one qubit", percent(fidelity?.["1q"])],
      ["Fidelity, two qubits", percent(fidelity?.["2q"])],
      ["Fidelity, readout", percent(fidelity?.spam)],
      ["Measured", characterization?.date?.slice(0, 10)],
    ])}
  </section>`
}
