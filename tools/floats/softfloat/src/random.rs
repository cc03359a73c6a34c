//! Operands: SplitMix64, bent towards the patterns where floating point goes wrong.

pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// Random bits, few set bits, few clear bits, or a run of ones, at most `width` bits long.
    pub fn pattern(&mut self, width: u32) -> u64 {
        let mask = if width == 64 {
            u64::MAX
        } else {
            (1 << width) - 1
        };
        let bits = match self.below(6) {
            0 | 1 => self.next(),
            2 => 1 << self.below(width.into()),
            3 => !(1 << self.below(width.into())),
            4 => (1u64 << self.below(width.into())).wrapping_sub(1),
            _ => !(1u64 << self.below(width.into())).wrapping_sub(1),
        };
        bits & mask
    }

    /// A number of a format with `fraction` fraction bits: specials, extremes and subnormals are frequent. With
    /// `near`, exponents lie around that of another number, so that sums cancel and quotients stay in range.
    pub fn float(&mut self, width: u32, fraction: u32, near: Option<u64>) -> u64 {
        let largest = (1u64 << (width - 1 - fraction)) - 1;
        let exponent = match (self.below(8), near) {
            (0, _) => {
                [0, 1, 2, largest / 2, largest - 2, largest - 1, largest][self.below(7) as usize]
            }
            (1, _) => 0,
            (2..=4, Some(bits)) => {
                let other = bits >> fraction & largest;
                (other + self.below(2 * u64::from(fraction)))
                    .saturating_sub(fraction.into())
                    .min(largest)
            }
            (5, _) => largest / 2 + self.below(2 * u64::from(fraction)) - u64::from(fraction),
            _ => self.below(largest + 1),
        };
        let sign = self.below(2) << (width - 1);
        sign | exponent << fraction | self.pattern(fraction)
    }

    /// A whole number of up to 64 bits, short ones as frequent as long ones.
    pub fn integer(&mut self) -> i64 {
        let length = 1 + self.below(64) as u32;
        (self.pattern(length) as i64).wrapping_mul(if self.below(2) == 0 { 1 } else { -1 })
    }

    /// Decimal digits, `1..=most` of them, the first not 0; runs of 0 and 9 are frequent.
    pub fn digits(&mut self, most: u64) -> String {
        let count = 1 + self.below(most);
        let style = self.below(4);
        let mut text = String::new();
        for place in 0..count {
            let digit = match style {
                0 if place > count / 2 => 0,
                1 if place > count / 2 => 9,
                _ => self.below(10),
            };
            text.push((b'0' + if place == 0 { digit.max(1) } else { digit } as u8) as char);
        }
        text
    }
}
