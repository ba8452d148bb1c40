/** Where something stands in the text. */
interface Placed {
  readonly at: number
}

export type Expression =
  | ({ readonly tag: "number"; readonly value: number } & Placed)
  | ({ readonly tag: "name"; readonly name: string } & Placed)
  | ({ readonly tag: "unary"; readonly of: Expression } & Placed)
  | ({
      readonly tag: "binary"
      readonly sign: "+" | "-" | "*" | "/" | "%" | "**"
      readonly left: Expression
      readonly right: Expression
    } & Placed)
  | ({ readonly tag: "call"; readonly name: string; readonly of: ReadonlyArray<Expression> } & Placed)

/** What stands between the brackets of `q[...]`. */
export type Index =
  | { readonly tag: "list"; readonly of: ReadonlyArray<Expression>; readonly single: boolean }
  | {
      readonly tag: "range"
      readonly start: Expression | undefined
      readonly step: Expression | undefined
      readonly stop: Expression | undefined
    }

/** A register or a part of one. */
export interface Operand extends Placed {
  readonly name: string
  readonly index: Index | undefined
}

export interface Name extends Placed {
  readonly name: string
}

export interface Modifier extends Placed {
  readonly word: "ctrl" | "negctrl" | "inv" | "pow"
  readonly argument: Expression | undefined
}

export interface GateCall extends Placed {
  readonly tag: "call"
  readonly modifiers: ReadonlyArray<Modifier>
  readonly name: string
  readonly arguments: ReadonlyArray<Expression>
  readonly operands: ReadonlyArray<Operand>
}

export interface GateDefinition extends Placed {
  readonly tag: "gate"
  readonly name: Name
  readonly parameters: ReadonlyArray<Name>
  readonly qubits: ReadonlyArray<Name>
  /** None of an opaque gate, which only has a name. */
  readonly body: ReadonlyArray<GateCall> | undefined
}

export type Statement =
  | ({ readonly tag: "include"; readonly file: string } & Placed)
  | ({ readonly tag: "qubits"; readonly name: Name; readonly size: Expression | undefined } & Placed)
  | ({
      readonly tag: "bits"
      readonly name: Name
      readonly size: Expression | undefined
      readonly measured: Operand | undefined
    } & Placed)
  | ({
      readonly tag: "const"
      readonly name: Name
      readonly whole: boolean
      readonly value: Expression
    } & Placed)
  | ({ readonly tag: "input"; readonly name: Name } & Placed)
  | ({ readonly tag: "alias"; readonly name: Name; readonly of: ReadonlyArray<Operand> } & Placed)
  | GateDefinition
  | GateCall
  | ({ readonly tag: "barrier"; readonly operands: ReadonlyArray<Operand> } & Placed)
  | ({ readonly tag: "reset"; readonly operand: Operand } & Placed)
  | ({ readonly tag: "measure"; readonly from: Operand; readonly into: Operand | undefined } & Placed)

/** A program as it is written. */
export interface Script {
  readonly version: "2.0" | "3.0"
  readonly statements: ReadonlyArray<Statement>
}
