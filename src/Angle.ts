/**
 * Angles with a unit: QIS gates take radians, native gates take turns (fractions of 2π).
 *
 * @since 0.1.0
 */
import { Brand } from "effect"

/**
 * An angle in radians. The constructor only brands the number: `Radians(Math.PI / 2)`.
 *
 * @category models
 * @since 0.1.0
 */
export type Radians = Brand.Branded<number, "effect-ionq/Radians">

/** Marks a number as an angle in radians. @category constructors @since 0.1.0 */
export const Radians = Brand.nominal<Radians>()

/**
 * An angle in turns, 1 for a full circle. The constructor only brands the number: `Turns(0.25)`.
 *
 * @category models
 * @since 0.1.0
 */
export type Turns = Brand.Branded<number, "effect-ionq/Turns">

/** Marks a number as an angle in turns. @category constructors @since 0.1.0 */
export const Turns = Brand.nominal<Turns>()

/**
 * The argument of a gate in radians: a plain number or {@link Radians}, but not {@link Turns}.
 *
 * @category models
 * @since 0.1.0
 */
export type InRadians = number & Partial<Brand.Brand<"effect-ionq/Radians">>

/**
 * The argument of a gate in turns: a plain number or {@link Turns}, but not {@link Radians}.
 *
 * @category models
 * @since 0.1.0
 */
export type InTurns = number & Partial<Brand.Brand<"effect-ionq/Turns">>

/**
 * Converts radians to turns: divides by 2π.
 *
 * **Example** (A quarter of a circle)
 *
 * ```ts
 * Gates.gpi(0, Angle.toTurns(Math.PI / 2)) // phase: 0.25
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const toTurns = (radians: InRadians): Turns => Turns(radians / (2 * Math.PI))

/**
 * Converts turns to radians: multiplies by 2π.
 *
 * **Example** (A quarter of a circle)
 *
 * ```ts
 * Gates.rx(0, Angle.toRadians(0.25)) // rotation: π/2
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const toRadians = (turns: InTurns): Radians => Radians(turns * 2 * Math.PI)
