//! Berkeley SoftFloat's answers for one format.

use crate::random::Random;
use softfloat_wrapper::{ExceptionFlags, Float, RoundingMode};

const MODES: [RoundingMode; 5] = [
    RoundingMode::TiesToEven,
    RoundingMode::TowardZero,
    RoundingMode::TowardNegative,
    RoundingMode::TowardPositive,
    RoundingMode::TiesToAway,
];

pub fn mode(number: usize) -> RoundingMode {
    MODES[number]
}

/// Runs with clear flags; the result and the flags that it left.
pub fn flagged<T>(operation: impl FnOnce() -> T) -> (T, u8) {
    ExceptionFlags::default().set();
    let result = operation();
    let mut flags = ExceptionFlags::default();
    flags.get();
    (result, flags.to_bits())
}

/// One operation on random operands, as a line of the vector file; None if SoftFloat has no answer for them.
pub fn line<F: Float + Copy>(
    operation: &str,
    width: u32,
    fraction: u32,
    make: impl Fn(u64) -> F,
    bits: impl Fn(F) -> u64,
    random: &mut Random,
) -> Option<String> {
    let number = random.below(5) as usize;
    let x = random.float(width, fraction, None);
    let y = random.float(width, fraction, Some(x));
    let z = random.float(width, fraction, Some(x));
    let (a, b, c) = (make(x), make(y), make(z));
    let two = |result: F, flags: u8| {
        Some(format!(
            "{operation}{width} {x:x} {y:x} {number} = {:x} {flags}",
            bits(result)
        ))
    };
    match operation {
        "add" => {
            let (r, f) = flagged(|| a.add(b, mode(number)));
            two(r, f)
        }
        "sub" => {
            let (r, f) = flagged(|| a.sub(b, mode(number)));
            two(r, f)
        }
        "mul" => {
            let (r, f) = flagged(|| a.mul(b, mode(number)));
            two(r, f)
        }
        "div" => {
            let (r, f) = flagged(|| a.div(b, mode(number)));
            two(r, f)
        }
        "rem" => {
            let (r, f) = flagged(|| a.rem(b, mode(0)));
            Some(format!("rem{width} {x:x} {y:x} = {:x} {f}", bits(r)))
        }
        "sqrt" => {
            let (r, f) = flagged(|| a.sqrt(mode(number)));
            Some(format!("sqrt{width} {x:x} {number} = {:x} {f}", bits(r)))
        }
        "fma" => {
            // Twice in three times, c is about -a * b: what one rounding is for.
            let (product, _) = flagged(|| a.mul(b, mode(0)));
            let near = (bits(product) ^ 1 << (width - 1)) ^ random.below(4);
            let w = if random.below(3) == 0 { z } else { near };
            let c = if w == z { c } else { make(w) };
            let (r, f) = flagged(|| a.fused_mul_add(b, c, mode(number)));
            Some(format!(
                "fma{width} {x:x} {y:x} {w:x} {number} = {:x} {f}",
                bits(r)
            ))
        }
        "compare" => {
            let signaling = random.below(2);
            let y = if random.below(3) == 0 {
                x ^ random.below(2) << (width - 1)
            } else {
                y
            };
            let b = make(y);
            let (_, f) = flagged(|| if signaling == 1 { a.lt(b) } else { a.eq(b) });
            let relation = if a.eq(b) {
                0
            } else if a.lt_quiet(b) {
                -1
            } else if b.lt_quiet(a) {
                1
            } else {
                2
            };
            Some(format!(
                "compare{width} {x:x} {y:x} {signaling} = {relation} {f}"
            ))
        }
        "fromInt" => {
            let value = random.integer();
            let (r, f) = flagged(|| F::from_i64(value, mode(number)));
            Some(format!(
                "fromInt{width} {value} {number} = {:x} {f}",
                bits(r)
            ))
        }
        "toInt" => {
            let (r, f) = flagged(|| a.to_i64(mode(number), true));
            // Beyond int64 SoftFloat saturates where an int256 does not.
            (f & 16 == 0).then(|| format!("toInt{width} {x:x} {number} = {r} {f}"))
        }
        _ => unreachable!("{operation} is not in the list"),
    }
}
