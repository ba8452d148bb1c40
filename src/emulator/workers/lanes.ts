import { denseBytes, dynamicBytes } from "../model/simulationBytes.ts"
import type { Task } from "../model/Task.ts"

/** The workers that run a task. Long simulations do not delay short ones, and neither delay a submission. */
export type Lane = "check" | "short" | "long"

/** The limits of a task that runs in the thread of the server. Such a task takes some milliseconds. */
const trivial = { gates: 300, qubits: 10, shots: 2000, text: 20_000 }
/** The limits of a short simulation, which takes some hundred milliseconds. */
const short = { qubits: 16, gates: 2000, shots: 20_000 }

/** The number of shots that a program without noise may need if it measures before its end. */
const leastShots = 10_000

const gatesOf = ({ workload }: Extract<Task, { readonly kind: "simulate" }>) =>
  workload.oneQubit + workload.twoQubit

export const isTrivial = (task: Task): boolean => {
  switch (task.kind) {
    case "read":
      return task.body.length <= trivial.text && isPlain(task.body, task.rules.maxQubits)
    case "simulate":
      return (
        task.head.type === "ionq.multi-circuit.v1" ||
        (task.workload.qubits !== undefined &&
          task.workload.dynamic !== true &&
          task.workload.qubits <= trivial.qubits &&
          gatesOf(task) <= trivial.gates &&
          task.input.length <= trivial.text &&
          (task.head.shots ?? 0) <= trivial.shots)
      )
    case "compile":
      return task.input.length <= trivial.text / 10 && (task.job.workload.qubits ?? 0) <= trivial.qubits
  }
}

/**
 * Whether a body has only circuits, none wider than `maxQubits`. Programs are excluded, because their cost does not
 * depend on their length. Bodies with Unicode escapes are excluded, because an escape could hide a program.
 */
const isPlain = (body: string, maxQubits: number): boolean => {
  if (/\\u|qasm|quantum|qctrl/i.test(body)) return false
  for (const [, numbers = ""] of body.matchAll(/"(?:qubits|targets?|controls?)"\s*:\s*\[?([\d\s,]+)/g)) {
    if (numbers.split(",").some((number) => Number(number) > maxQubits)) return false
  }
  return true
}

export const laneOf = (task: Task): Lane => {
  if (task.kind === "read") return "check"
  if (task.kind === "compile") return "short"
  const { workload, head } = task
  const isShort =
    workload.qubits !== undefined &&
    workload.dynamic !== true &&
    workload.qubits <= short.qubits &&
    gatesOf(task) <= short.gates &&
    (head.shots ?? 0) <= short.shots
  return isShort ? "short" : "long"
}

/**
 * The largest number of bytes that the states of a task take, outside the heap of its worker. Only long simulations
 * count. All other tasks are 0, so that they never wait for memory.
 */
export const memoryOf = (task: Task): number => {
  if (task.kind !== "simulate" || laneOf(task) !== "long") return 0
  const { qubits = 0, dynamic } = task.workload
  const shots = Math.max(leastShots, task.head.shots ?? 0)
  return (
    (dynamic === true ? dynamicBytes(qubits, shots) : 0) +
    (qubits <= task.rules.maxQubits ? denseBytes(qubits) : 0)
  )
}
