//! Prints test cases of IEEE-754 operations with the answers of independent implementations:
//!
//!     float-vectors COUNT SEED
//!
//! One case a line, `entry argument... = result flags`: floats are hexadecimal bits, integers decimal, the rounding
//! mode and the flags have RISC-V's numbers. The same count and seed give the same lines, and a shorter count their
//! beginning.

mod arithmetic;
mod decimals;
mod random;

use arithmetic::{flagged, line, mode};
use random::Random;
use softfloat_wrapper::{Float, F32, F64};
use std::io::{BufWriter, Write};

const OPERATIONS: [&str; 11] = [
    "add", "sub", "mul", "div", "rem", "sqrt", "fma", "compare", "fromInt", "toInt", "decimal",
];

fn narrow_or_widen(random: &mut Random) -> String {
    if random.below(3) == 0 {
        let x = random.float(32, 23, None);
        let (r, f) = flagged(|| F32::from_bits(x as u32).to_f64(mode(0)));
        return format!("widen {x:x} = {:x} {f}", r.to_bits());
    }
    let number = random.below(5) as usize;
    // Half of the numbers lie in binary32's range, around its ends.
    let x = if random.below(2) == 0 {
        random.float(64, 52, None)
    } else {
        let exponent = 1023 + random.below(2) * 282 - 156 + random.below(32);
        random.below(2) << 63 | exponent << 52 | random.pattern(52)
    };
    let (r, f) = flagged(|| F64::from_bits(x).to_f32(mode(number)));
    format!("narrow {x:x} {number} = {:x} {f}", r.to_bits())
}

/// Texts, whole numbers and fixed point: for APFloat all three are decimal text.
fn decimal(width: u32, random: &mut Random) -> Option<String> {
    let number = random.below(5) as usize;
    let sign = ["", "-"][random.below(2) as usize];
    match random.below(3) {
        0 => {
            let digits = random.digits(40);
            let range = if width == 32 { 60 } else { 360 };
            let power = random.below(2 * range) as i64 - range as i64;
            let point = random.below(digits.len() as u64 + 1) as usize;
            let text = format!("{sign}{}.{}e{power}", &digits[..point], &digits[point..]);
            let readable = text.replace(".e", ".0e");
            let (bits, flags) = decimals::parse(width, &readable, number)?;
            Some(format!(
                "fromString{width} {readable} {number} = {bits:x} {flags}"
            ))
        }
        1 => {
            let digits = random.digits(76);
            let (bits, flags) = decimals::parse(width, &format!("{sign}{digits}"), number)?;
            Some(format!(
                "fromInt{width} {sign}{digits} {number} = {bits:x} {flags}"
            ))
        }
        _ => {
            let digits = random.digits(76);
            let (bits, flags) = decimals::parse(width, &format!("{sign}{digits}e-18"), number)?;
            Some(format!(
                "fromFixed{width} {sign}{digits} {number} = {bits:x} {flags}"
            ))
        }
    }
}

fn case(index: u64, random: &mut Random) -> Option<String> {
    let kinds = OPERATIONS.len() as u64;
    let kind = index % (2 * kinds + 1);
    if kind == 2 * kinds {
        return Some(narrow_or_widen(random));
    }
    let width = if kind < kinds { 32 } else { 64 };
    match (OPERATIONS[(kind % kinds) as usize], width) {
        ("decimal", _) => decimal(width, random),
        (name, 32) => line(
            name,
            32,
            23,
            |x| F32::from_bits(x as u32),
            |f: F32| f.to_bits().into(),
            random,
        ),
        (name, _) => line(name, 64, 52, F64::from_bits, |f: F64| f.to_bits(), random),
    }
}

fn main() {
    let arguments: Vec<u64> = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok())
        .collect();
    let [count, seed] = arguments[..] else {
        eprintln!("usage: float-vectors COUNT SEED");
        std::process::exit(2);
    };
    let mut random = Random(seed);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut printed = 0;
    let mut index = 0;
    while printed < count {
        if let Some(text) = case(index, &mut random) {
            // A closed pipe means that nobody wants more.
            if writeln!(out, "{text}").is_err() {
                return;
            }
            printed += 1;
        }
        index += 1;
    }
}
