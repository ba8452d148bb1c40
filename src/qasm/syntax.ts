/** An offset in the text. */
interface Placed {
  readonly at: number
}

/** The binary operators. */
export type Sign =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "**"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "&&"
  | "||"
  | "&"
  | "|"
  | "^"
  | "<<"
  | ">>"

export type Expression =
  /** `whole` marks an integer of OpenQASM 3. OpenQASM 2 has only real numbers. */
  | ({ readonly tag: "number"; readonly value: number; readonly whole: boolean } & Placed)
  | ({ readonly tag: "name"; readonly name: string } & Placed)
  | ({ readonly tag: "element"; readonly name: string; readonly index: Index } & Placed)
  | ({ readonly tag: "unary"; readonly sign: "-" | "!"; readonly of: Expression } & Placed)
  | ({
      readonly tag: "binary"
      readonly sign: Sign
      readonly left: Expression
      readonly right: Expression
    } & Placed)
  | ({ readonly tag: "call"; readonly name: string; readonly of: ReadonlyArray<Expression> } & Placed)

export interface Range {
  readonly tag: "range"
  readonly start: Expression | undefined
  readonly step: Expression | undefined
  readonly stop: Expression | undefined
}

/** The contents of the brackets in `q[...]`. */
export type Index =
  | { readonly tag: "list"; readonly of: ReadonlyArray<Expression>; readonly single: boolean }
  | Range

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

/** A call of a subroutine, e.g. `f(q[0], 0.3);` */
export interface Invocation extends Placed {
  readonly tag: "invocation"
  readonly name: string
  readonly arguments: ReadonlyArray<Expression>
}

export interface GateDefinition extends Placed {
  readonly tag: "gate"
  readonly name: Name
  readonly parameters: ReadonlyArray<Name>
  readonly qubits: ReadonlyArray<Name>
  /** Undefined for an opaque gate, which has no definition. */
  readonly body: ReadonlyArray<GateCall> | undefined
}

/** A parameter of a subroutine: qubits or a number. */
export type Argument =
  | { readonly kind: "qubits"; readonly name: Name; readonly size: Expression | undefined }
  | { readonly kind: "number"; readonly name: Name; readonly whole: boolean }

export interface Subroutine extends Placed {
  readonly tag: "def"
  readonly name: Name
  readonly parameters: ReadonlyArray<Argument>
  readonly body: ReadonlyArray<Statement>
}

/** The values of a loop: an explicit list or range, or an array by its name. */
export type Series = Range | { readonly tag: "set"; readonly of: ReadonlyArray<Expression> } | Name

export interface Loop extends Placed {
  readonly tag: "for"
  readonly name: Name
  readonly whole: boolean
  readonly over: Series
  readonly body: ReadonlyArray<Statement>
}

export interface Branch extends Placed {
  readonly tag: "if"
  readonly condition: Expression
  readonly taken: ReadonlyArray<Statement>
  readonly otherwise: ReadonlyArray<Statement>
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
  | ({
      readonly tag: "array"
      readonly name: Name
      readonly whole: boolean
      readonly size: Expression
      readonly of: ReadonlyArray<Expression>
    } & Placed)
  | ({ readonly tag: "input"; readonly name: Name } & Placed)
  | ({ readonly tag: "alias"; readonly name: Name; readonly of: ReadonlyArray<Operand> } & Placed)
  | GateDefinition
  | GateCall
  | Subroutine
  | Invocation
  | Loop
  | Branch
  | ({ readonly tag: "block"; readonly body: ReadonlyArray<Statement> } & Placed)
  | ({ readonly tag: "break" | "continue" | "end" } & Placed)
  | ({ readonly tag: "return"; readonly empty: boolean } & Placed)
  | ({ readonly tag: "barrier"; readonly operands: ReadonlyArray<Operand> } & Placed)
  | ({ readonly tag: "reset"; readonly operand: Operand } & Placed)
  | ({ readonly tag: "measure"; readonly from: Operand; readonly into: Operand | undefined } & Placed)

/** A parsed program. */
export interface Script {
  readonly version: "2.0" | "3.0"
  readonly statements: ReadonlyArray<Statement>
}
